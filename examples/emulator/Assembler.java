import java.util.HashMap;
import java.util.Map;

/** Enough of a 6502 assembler for a ROM: one instruction a line, "label:" before it, "; comment" after it, numbers in hex. */
final class Assembler {
    private static final Map<String, Integer> OPCODES = new HashMap<>();

    static {
        String table = "lda# a9 lda0 a5 lda@ ad ldaX bd ldaY b1 ldx# a2 ldx0 a6 ldy# a0 ldy0 a4 sta0 85 sta@ 8d staX 9d "
                + "staY 91 stx0 86 sty0 84 adc# 69 adc0 65 sbc# e9 sbc0 e5 and# 29 ora# 09 eor# 49 cmp# c9 cmp0 c5 cpx# e0 "
                + "cpy# c0 inc0 e6 dec0 c6 inx e8 iny c8 dex ca dey 88 tax aa tay a8 txa 8a tya 98 pha 48 pla 68 php 08 plp 28 "
                + "lsr 4a asl 0a ror 6a rol 2a clc 18 sec 38 cld d8 sed f8 jmp@ 4c jsr@ 20 rts 60 brk 00 nop ea "
                + "bpl> 10 bmi> 30 bvc> 50 bvs> 70 bcc> 90 bcs> b0 bne> d0 beq> f0";
        String[] words = table.split(" ");
        for (int i = 0; i < words.length; i += 2) {
            OPCODES.put(words[i], Integer.parseInt(words[i + 1], 16));
        }
    }

    private final Map<String, Integer> labels = new HashMap<>();
    private final byte[] out;
    private final int base;
    private int at;

    private Assembler(int base, int size) {
        this.base = base;
        out = new byte[size];
    }

    /** The bytes at addresses from base on. */
    static byte[] assemble(String text, int base, int size) {
        Assembler a = new Assembler(base, size);
        for (int pass = 0; pass < 2; pass++) { // the first one finds the labels
            a.at = 0;
            text.lines().forEach(a::line);
        }
        return a.out;
    }

    private int number(String s) {
        return s.startsWith("$") ? Integer.parseInt(s.substring(1), 16) : labels.getOrDefault(s, base);
    }

    private void line(String line) {
        String s = line.replaceFirst(";.*", "").trim();
        int colon = s.indexOf(':');
        if (colon >= 0) {
            labels.put(s.substring(0, colon), base + at);
            s = s.substring(colon + 1).trim();
        }
        if (s.isEmpty()) {
            return;
        }
        String[] words = s.split(" +");
        String operand = words.length > 1 ? words[1] : "", name = words[0];
        if (operand.startsWith("#")) {
            emit(name + "#", 1, number(operand.substring(1)));
        } else if (operand.startsWith("(")) { // ($zp),y
            emit(name + "Y", 1, number(operand.substring(1, operand.indexOf(')'))));
        } else if (operand.endsWith(",x")) {
            emit(name + "X", 2, number(operand.substring(0, operand.length() - 2)));
        } else if (OPCODES.containsKey(name + ">")) {
            emit(name + ">", 1, number(operand) - (base + at + 2));
        } else if (operand.length() == 3 && operand.startsWith("$")) {
            emit(name + "0", 1, number(operand));
        } else if (!operand.isEmpty()) {
            emit(name + "@", 2, number(operand));
        } else {
            emit(name, 0, 0);
        }
    }

    private void emit(String instruction, int bytes, int operand) {
        Integer opcode = OPCODES.get(instruction);
        if (opcode == null) {
            throw new IllegalArgumentException(instruction);
        }
        out[at++] = opcode.byteValue();
        for (int i = 0; i < bytes; i++) {
            out[at++] = (byte) (operand >> 8 * i);
        }
    }
}
