import samovar.Memory;

/**
 * The MOS 6502: all documented instructions, with decimal mode, without cycles. Every kind of access has its own place in
 * the code, so that the VM can tell them apart: instructions come from ROM, the stack and the zero page are RAM.
 */
final class Cpu6502 {
    private static final int CARRY = 1, ZERO = 2, INTERRUPT = 4, DECIMAL = 8, BREAK = 16, UNUSED = 32, OVERFLOW = 64,
            NEGATIVE = 128;

    private int a, x, y, s = 0xff, pc;
    private int result; // N and Z come from it: bit 7 or bit 8, and the low eight bits
    private int carry;
    private boolean overflow, decimal, interrupt;
    long instructions;

    Cpu6502(int start) {
        pc = start;
    }

    // Bytes of the program, the zero page, and elsewhere

    private int next() {
        int b = Memory.load8(pc) & 255;
        pc = pc + 1 & 0xffff;
        return b;
    }

    private int next16() {
        int w = Memory.load16(pc) & 0xffff;
        pc = pc + 2 & 0xffff;
        return w;
    }

    private int pointer(int at) {
        return Memory.load8(at & 255) & 255 | (Memory.load8(at + 1 & 255) & 255) << 8;
    }

    private void push(int b) {
        Memory.store8(0x100 + s, (byte) b);
        s = s - 1 & 255;
    }

    private int pull() {
        s = s + 1 & 255;
        return Memory.load8(0x100 + s) & 255;
    }

    // Flags

    private int status() {
        return carry | ((result & 255) == 0 ? ZERO : 0) | (interrupt ? INTERRUPT : 0) | (decimal ? DECIMAL : 0)
                | BREAK | UNUSED | (overflow ? OVERFLOW : 0) | ((result & 0x180) != 0 ? NEGATIVE : 0);
    }

    private void setStatus(int p) {
        carry = p & CARRY;
        interrupt = (p & INTERRUPT) != 0;
        decimal = (p & DECIMAL) != 0;
        overflow = (p & OVERFLOW) != 0;
        result = (p & ZERO) != 0 ? (p & NEGATIVE) << 1 : p & NEGATIVE | 1; // negative and zero: bit 8
    }

    private void adc(int b) {
        int sum = a + b + carry;
        if (decimal) {
            int low = (a & 15) + (b & 15) + carry;
            low = low > 9 ? low + 6 & 15 | 16 : low;
            int high = (a & 0xf0) + (b & 0xf0) + low;
            result = sum & 255;
            overflow = ((a ^ high) & ~(a ^ b) & 128) != 0;
            high = high > 0x9f ? high + 0x60 : high;
            carry = high >> 8 & 1;
            a = high & 255;
        } else {
            overflow = ((a ^ sum) & (b ^ sum) & 128) != 0;
            carry = sum >> 8;
            a = result = sum & 255;
        }
    }

    private void sbc(int b) {
        if (!decimal) {
            adc(b ^ 255);
            return;
        }
        int difference = a - b - 1 + carry;
        int low = (a & 15) - (b & 15) - 1 + carry;
        int high = (a >> 4) - (b >> 4) - (low < 0 ? 1 : 0);
        result = difference & 255;
        overflow = ((a ^ b) & (a ^ difference) & 128) != 0;
        carry = difference >= 0 ? 1 : 0;
        a = ((low < 0 ? low - 6 : low) & 15) | ((high < 0 ? high - 6 : high) & 15) << 4;
    }

    private void compare(int register, int b) {
        int difference = register - b;
        carry = difference >= 0 ? 1 : 0;
        result = difference & 255;
    }

    private void bit(int b) {
        overflow = (b & 64) != 0;
        result = (b & a) != 0 ? b & 128 | 1 : (b & 128) << 1;
    }

    private int shiftLeft(int b, int in) {
        carry = b >> 7;
        return result = (b << 1 | in) & 255;
    }

    private int shiftRight(int b, int in) {
        carry = b & 1;
        return result = b >> 1 | in << 7;
    }

    private void branch(boolean taken) {
        byte distance = Memory.load8(pc);
        pc = pc + 1 + (taken ? distance : 0) & 0xffff;
    }

    // Addressing modes: an address

    private int zero() {
        return next();
    }

    private int zeroX() {
        return next() + x & 255;
    }

    private int zeroY() {
        return next() + y & 255;
    }

    private int absoluteX() {
        return next16() + x & 0xffff;
    }

    private int absoluteY() {
        return next16() + y & 0xffff;
    }

    private int indirectX() {
        return pointer(next() + x);
    }

    private int indirectY() {
        return pointer(next()) + y & 0xffff;
    }

    private static int page0(int at) {
        return Memory.load8(at) & 255;
    }

    private static void page0(int at, int b) {
        Memory.store8(at, (byte) b);
    }

    private static int fixed(int at) {
        return Memory.load8(at) & 255;
    }

    private static void fixed(int at, int b) {
        Memory.store8(at, (byte) b);
    }

    private static int indexed(int at) {
        return Memory.load8(at) & 255;
    }

    private static void indexed(int at, int b) {
        Memory.store8(at, (byte) b);
    }

    private static int pointed(int at) {
        return Memory.load8(at) & 255;
    }

    private static void pointed(int at, int b) {
        Memory.store8(at, (byte) b);
    }

    private void illegal(int opcode) {
        throw new IllegalStateException(String.format("opcode %02x at %04x", opcode, pc - 1 & 0xffff));
    }

    /** Runs to the next BRK. */
    void run() {
        long count = 0;
        for (;; count++) {
            int at, opcode = next();
            switch (opcode) {
            case 0x00: instructions += count + 1; return;
            case 0xa9: a = result = next(); break;
            case 0xa5: a = result = page0(zero()); break;
            case 0xb5: a = result = page0(zeroX()); break;
            case 0xad: a = result = fixed(next16()); break;
            case 0xbd: a = result = indexed(absoluteX()); break;
            case 0xb9: a = result = indexed(absoluteY()); break;
            case 0xa1: a = result = pointed(indirectX()); break;
            case 0xb1: a = result = pointed(indirectY()); break;
            case 0xa2: x = result = next(); break;
            case 0xa6: x = result = page0(zero()); break;
            case 0xb6: x = result = page0(zeroY()); break;
            case 0xae: x = result = fixed(next16()); break;
            case 0xbe: x = result = indexed(absoluteY()); break;
            case 0xa0: y = result = next(); break;
            case 0xa4: y = result = page0(zero()); break;
            case 0xb4: y = result = page0(zeroX()); break;
            case 0xac: y = result = fixed(next16()); break;
            case 0xbc: y = result = indexed(absoluteX()); break;
            case 0x85: page0(zero(), a); break;
            case 0x95: page0(zeroX(), a); break;
            case 0x8d: fixed(next16(), a); break;
            case 0x9d: indexed(absoluteX(), a); break;
            case 0x99: indexed(absoluteY(), a); break;
            case 0x81: pointed(indirectX(), a); break;
            case 0x91: pointed(indirectY(), a); break;
            case 0x86: page0(zero(), x); break;
            case 0x96: page0(zeroY(), x); break;
            case 0x8e: fixed(next16(), x); break;
            case 0x84: page0(zero(), y); break;
            case 0x94: page0(zeroX(), y); break;
            case 0x8c: fixed(next16(), y); break;
            case 0xaa: x = result = a; break;
            case 0xa8: y = result = a; break;
            case 0x8a: a = result = x; break;
            case 0x98: a = result = y; break;
            case 0xba: x = result = s; break;
            case 0x9a: s = x; break;
            case 0x48: push(a); break;
            case 0x68: a = result = pull(); break;
            case 0x08: push(status()); break;
            case 0x28: setStatus(pull()); break;
            case 0x29: a = result = a & next(); break;
            case 0x25: a = result = a & page0(zero()); break;
            case 0x35: a = result = a & page0(zeroX()); break;
            case 0x2d: a = result = a & fixed(next16()); break;
            case 0x3d: a = result = a & indexed(absoluteX()); break;
            case 0x39: a = result = a & indexed(absoluteY()); break;
            case 0x21: a = result = a & pointed(indirectX()); break;
            case 0x31: a = result = a & pointed(indirectY()); break;
            case 0x09: a = result = a | next(); break;
            case 0x05: a = result = a | page0(zero()); break;
            case 0x15: a = result = a | page0(zeroX()); break;
            case 0x0d: a = result = a | fixed(next16()); break;
            case 0x1d: a = result = a | indexed(absoluteX()); break;
            case 0x19: a = result = a | indexed(absoluteY()); break;
            case 0x01: a = result = a | pointed(indirectX()); break;
            case 0x11: a = result = a | pointed(indirectY()); break;
            case 0x49: a = result = a ^ next(); break;
            case 0x45: a = result = a ^ page0(zero()); break;
            case 0x55: a = result = a ^ page0(zeroX()); break;
            case 0x4d: a = result = a ^ fixed(next16()); break;
            case 0x5d: a = result = a ^ indexed(absoluteX()); break;
            case 0x59: a = result = a ^ indexed(absoluteY()); break;
            case 0x41: a = result = a ^ pointed(indirectX()); break;
            case 0x51: a = result = a ^ pointed(indirectY()); break;
            case 0x69: adc(next()); break;
            case 0x65: adc(page0(zero())); break;
            case 0x75: adc(page0(zeroX())); break;
            case 0x6d: adc(fixed(next16())); break;
            case 0x7d: adc(indexed(absoluteX())); break;
            case 0x79: adc(indexed(absoluteY())); break;
            case 0x61: adc(pointed(indirectX())); break;
            case 0x71: adc(pointed(indirectY())); break;
            case 0xe9: sbc(next()); break;
            case 0xe5: sbc(page0(zero())); break;
            case 0xf5: sbc(page0(zeroX())); break;
            case 0xed: sbc(fixed(next16())); break;
            case 0xfd: sbc(indexed(absoluteX())); break;
            case 0xf9: sbc(indexed(absoluteY())); break;
            case 0xe1: sbc(pointed(indirectX())); break;
            case 0xf1: sbc(pointed(indirectY())); break;
            case 0xc9: compare(a, next()); break;
            case 0xc5: compare(a, page0(zero())); break;
            case 0xd5: compare(a, page0(zeroX())); break;
            case 0xcd: compare(a, fixed(next16())); break;
            case 0xdd: compare(a, indexed(absoluteX())); break;
            case 0xd9: compare(a, indexed(absoluteY())); break;
            case 0xc1: compare(a, pointed(indirectX())); break;
            case 0xd1: compare(a, pointed(indirectY())); break;
            case 0xe0: compare(x, next()); break;
            case 0xe4: compare(x, page0(zero())); break;
            case 0xec: compare(x, fixed(next16())); break;
            case 0xc0: compare(y, next()); break;
            case 0xc4: compare(y, page0(zero())); break;
            case 0xcc: compare(y, fixed(next16())); break;
            case 0x24: bit(page0(zero())); break;
            case 0x2c: bit(fixed(next16())); break;
            case 0xe6: at = zero(); page0(at, result = page0(at) + 1 & 255); break;
            case 0xf6: at = zeroX(); page0(at, result = page0(at) + 1 & 255); break;
            case 0xee: at = next16(); fixed(at, result = fixed(at) + 1 & 255); break;
            case 0xfe: at = absoluteX(); indexed(at, result = indexed(at) + 1 & 255); break;
            case 0xc6: at = zero(); page0(at, result = page0(at) - 1 & 255); break;
            case 0xd6: at = zeroX(); page0(at, result = page0(at) - 1 & 255); break;
            case 0xce: at = next16(); fixed(at, result = fixed(at) - 1 & 255); break;
            case 0xde: at = absoluteX(); indexed(at, result = indexed(at) - 1 & 255); break;
            case 0xe8: x = result = x + 1 & 255; break;
            case 0xc8: y = result = y + 1 & 255; break;
            case 0xca: x = result = x - 1 & 255; break;
            case 0x88: y = result = y - 1 & 255; break;
            case 0x0a: a = shiftLeft(a, 0); break;
            case 0x06: at = zero(); page0(at, shiftLeft(page0(at), 0)); break;
            case 0x16: at = zeroX(); page0(at, shiftLeft(page0(at), 0)); break;
            case 0x0e: at = next16(); fixed(at, shiftLeft(fixed(at), 0)); break;
            case 0x1e: at = absoluteX(); indexed(at, shiftLeft(indexed(at), 0)); break;
            case 0x2a: a = shiftLeft(a, carry); break;
            case 0x26: at = zero(); page0(at, shiftLeft(page0(at), carry)); break;
            case 0x36: at = zeroX(); page0(at, shiftLeft(page0(at), carry)); break;
            case 0x2e: at = next16(); fixed(at, shiftLeft(fixed(at), carry)); break;
            case 0x3e: at = absoluteX(); indexed(at, shiftLeft(indexed(at), carry)); break;
            case 0x4a: a = shiftRight(a, 0); break;
            case 0x46: at = zero(); page0(at, shiftRight(page0(at), 0)); break;
            case 0x56: at = zeroX(); page0(at, shiftRight(page0(at), 0)); break;
            case 0x4e: at = next16(); fixed(at, shiftRight(fixed(at), 0)); break;
            case 0x5e: at = absoluteX(); indexed(at, shiftRight(indexed(at), 0)); break;
            case 0x6a: a = shiftRight(a, carry); break;
            case 0x66: at = zero(); page0(at, shiftRight(page0(at), carry)); break;
            case 0x76: at = zeroX(); page0(at, shiftRight(page0(at), carry)); break;
            case 0x6e: at = next16(); fixed(at, shiftRight(fixed(at), carry)); break;
            case 0x7e: at = absoluteX(); indexed(at, shiftRight(indexed(at), carry)); break;
            case 0x4c: pc = next16(); break;
            case 0x6c: pc = fixed16(next16()); break;
            case 0x20: at = next16(); push(pc - 1 >> 8); push(pc - 1); pc = at; break;
            case 0x60: at = pull(); pc = (at | pull() << 8) + 1 & 0xffff; break;
            case 0x40: setStatus(pull()); at = pull(); pc = at | pull() << 8; break;
            case 0x10: branch((result & 0x180) == 0); break;
            case 0x30: branch((result & 0x180) != 0); break;
            case 0x50: branch(!overflow); break;
            case 0x70: branch(overflow); break;
            case 0x90: branch(carry == 0); break;
            case 0xb0: branch(carry != 0); break;
            case 0xd0: branch((result & 255) != 0); break;
            case 0xf0: branch((result & 255) == 0); break;
            case 0x18: carry = 0; break;
            case 0x38: carry = 1; break;
            case 0x58: interrupt = false; break;
            case 0x78: interrupt = true; break;
            case 0xb8: overflow = false; break;
            case 0xd8: decimal = false; break;
            case 0xf8: decimal = true; break;
            case 0xea: break;
            default: illegal(opcode);
            }
        }
    }

    /** JMP (address) does not carry into the page, as the chip does not. */
    private static int fixed16(int at) {
        return Memory.load8(at) & 255 | (Memory.load8(at & 0xff00 | at + 1 & 255) & 255) << 8;
    }
}
