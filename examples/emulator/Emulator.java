import samovar.Device;
import samovar.Memory;

/**
 * A computer with a 6502, 32 KB of RAM, 4 KB of ROM and a console at $D000: bytes that are stored there are printed. The ROM
 * counts the primes below 8192 with a sieve.
 *
 *     java Emulator [SECONDS]
 */
public final class Emulator {
    static final int RAM = 0x0000, RAM_SIZE = 0x8000, CONSOLE = 0xd000, ROM = 0xf000, ROM_SIZE = 0x1000;

    // $00 pointer, $02 number, $04 multiple, $10 count; the sieve is $1000-$2fff: 0 is a prime.
    static final String PROGRAM = """
                    lda #$00
                    sta $00
                    lda #$10
                    sta $01
            page:   ldy #$00
                    lda #$00
            clear:  sta ($00),y
                    iny
                    bne clear
                    inc $01
                    lda $01
                    cmp #$30
                    bne page

                    lda #$00        ; count = 0, number = 2
                    sta $10
                    sta $11
                    sta $03
                    lda #$02
                    sta $02

            next:   clc             ; multiple = sieve + number
                    lda $02
                    sta $04
                    lda $03
                    adc #$10
                    sta $05
                    ldy #$00
                    lda ($04),y
                    bne done
                    inc $10
                    bne mark
                    inc $11
            mark:   clc             ; multiple += number
                    lda $04
                    adc $02
                    sta $04
                    lda $05
                    adc $03
                    sta $05
                    bcs done
                    cmp #$30
                    bcs done
                    lda #$01
                    sta ($04),y
                    bne mark
            done:   inc $02
                    bne same
                    inc $03
            same:   lda $03
                    cmp #$20
                    bne next

                    lda $11
                    jsr hex
                    lda $10
                    jsr hex
                    lda #$0a
                    sta $d000
                    brk

            hex:    pha
                    lsr
                    lsr
                    lsr
                    lsr
                    jsr digit
                    pla
                    and #$0f
            digit:  tax
                    lda digits,x
                    sta $d000
                    rts
            """;

    /** What the console prints. */
    static final class Console implements Device {
        final StringBuilder text = new StringBuilder();

        @Override
        public long load(long offset, int bytes) {
            return 0;
        }

        @Override
        public void store(long offset, int bytes, long value) {
            text.append((char) value);
        }
    }

    /** The program, and after it the digits that it prints with. */
    static byte[] rom() {
        byte[] code = Assembler.assemble(PROGRAM, ROM, ROM_SIZE);
        String digits = "0123456789ABCDEF";
        byte[] rom = Assembler.assemble(PROGRAM + "digits: nop\n", ROM, ROM_SIZE);
        int end = ROM_SIZE;
        while (rom[end - 1] == code[end - 1]) {
            end--;
        }
        for (int i = 0; i < digits.length(); i++) {
            rom[end - 1 + i] = (byte) digits.charAt(i);
        }
        return rom;
    }

    public static void main(String[] args) {
        double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 0;
        Console console = new Console();
        Memory.mapRam(RAM, RAM_SIZE);
        Memory.mapRom(ROM, rom());
        Memory.mapDevice(CONSOLE, 16, console);
        long start = System.nanoTime(), best = Long.MAX_VALUE, instructions;
        do {
            console.text.setLength(0);
            Cpu6502 cpu = new Cpu6502(ROM);
            long before = System.nanoTime();
            cpu.run();
            best = Math.min(best, System.nanoTime() - before);
            instructions = cpu.instructions;
        } while (System.nanoTime() - start < seconds * 1e9);
        System.out.print("primes below 2000 (hex): " + console.text);
        System.out.println(instructions + " instructions");
        if (seconds > 0) {
            System.out.printf("%.0f million a second%n", instructions * 1e3 / best);
        }
    }
}
