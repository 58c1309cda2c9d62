/** An interpreter for a small stack machine: a switch in a loop, over a program that sorts and sums numbers. */
public class StackMachine implements Bench.Kernel {
    static final int PUSH = 0, LOAD = 1, STORE = 2, ADD = 3, SUB = 4, MUL = 5, LESS = 6, JUMP = 7, JUMP_ZERO = 8, GET = 9,
            PUT = 10, AND = 11, HALT = 12;

    final int[] code;
    final int[] memory;
    final int[] variables = new int[8];
    final int[] stack = new int[32];

    StackMachine() {
        this(new int[0], 0);
    }

    StackMachine(int[] code, int size) {
        this.code = code;
        memory = new int[size];
    }

    int execute() {
        int pc = 0, sp = 0;
        while (true) {
            switch (code[pc++]) {
            case PUSH: stack[sp++] = code[pc++]; break;
            case LOAD: stack[sp++] = variables[code[pc++]]; break;
            case STORE: variables[code[pc++]] = stack[--sp]; break;
            case ADD: sp--; stack[sp - 1] += stack[sp]; break;
            case SUB: sp--; stack[sp - 1] -= stack[sp]; break;
            case MUL: sp--; stack[sp - 1] *= stack[sp]; break;
            case LESS: sp--; stack[sp - 1] = stack[sp - 1] < stack[sp] ? 1 : 0; break;
            case JUMP: pc = code[pc]; break;
            case JUMP_ZERO: pc = stack[--sp] == 0 ? code[pc] : pc + 1; break;
            case GET: stack[sp - 1] = memory[stack[sp - 1]]; break;
            case PUT: sp -= 2; memory[stack[sp]] = stack[sp + 1]; break;
            case AND: sp--; stack[sp - 1] &= stack[sp]; break;
            case HALT: return variables[0];
            default: throw new IllegalStateException("instruction " + code[pc - 1]);
            }
        }
    }

    /** Variable 0: sum, 1: i, 2: j, 3: x, 4: seed; fills n words with numbers, sorts them by insertion, sums them up. */
    static int[] program(int n) {
        return new int[] {
            PUSH, 0, STORE, 1, // 0: i = 0
            LOAD, 1, PUSH, n, LESS, JUMP_ZERO, 33, // 4: while i < n
            LOAD, 4, PUSH, 4096 + 37, MUL, PUSH, 11, ADD, PUSH, 0xffff, AND, STORE, 4, // 11: seed = ...
            LOAD, 1, LOAD, 4, PUT, // 24: memory[i] = seed
            JUMP, 35, HALT, HALT, // 29
            JUMP, 44, // 33: leave
            LOAD, 1, PUSH, 1, ADD, STORE, 1, JUMP, 4, // 35: i++
            PUSH, 1, STORE, 1, // 44: i = 1
            LOAD, 1, PUSH, n, LESS, JUMP_ZERO, 118, // 48: while i < n
            LOAD, 1, GET, STORE, 3, // 55: x = memory[i]
            LOAD, 1, STORE, 2, // 60: j = i
            PUSH, 0, LOAD, 2, LESS, JUMP_ZERO, 103, // 64: while j > 0
            LOAD, 3, LOAD, 2, PUSH, 1, SUB, GET, LESS, JUMP_ZERO, 103, // 71: and x < memory[j - 1]
            LOAD, 2, LOAD, 2, PUSH, 1, SUB, GET, PUT, // 82: memory[j] = memory[j - 1]
            LOAD, 2, PUSH, 1, SUB, STORE, 2, JUMP, 64, HALT, HALT, HALT, // 91: j--
            LOAD, 2, LOAD, 3, PUT, // 103: memory[j] = x
            LOAD, 1, PUSH, 1, ADD, STORE, 1, JUMP, 48, HALT, // 108: i++
            PUSH, 0, STORE, 1, // 118: i = 0
            LOAD, 1, PUSH, n, LESS, JUMP_ZERO, 153, // 122: while i < n
            LOAD, 0, PUSH, 31, MUL, LOAD, 1, GET, ADD, STORE, 0, // 129: sum = sum * 31 + memory[i]
            LOAD, 1, PUSH, 1, ADD, STORE, 1, JUMP, 122, HALT, HALT, HALT, HALT, // 140: i++
            HALT, // 153
        };
    }

    @Override
    public long run(int rounds) {
        int n = 100;
        StackMachine machine = new StackMachine(program(n), n);
        long checksum = 0;
        for (int r = 0; r < rounds; r++) {
            checksum = checksum * 31 + machine.execute();
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 600, 400, new StackMachine());
    }
}
