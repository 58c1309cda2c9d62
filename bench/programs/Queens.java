/** Queens: all placements of eight queens by backtracking with arrays, each time anew. */
public class Queens implements Bench.Kernel {
    final int n;
    final boolean[] columns;
    final boolean[] rising;
    final boolean[] falling;
    final int[] rows;
    int solutions;
    int checksum;

    Queens() {
        this(8);
    }

    Queens(int n) {
        this.n = n;
        columns = new boolean[n];
        rising = new boolean[2 * n];
        falling = new boolean[2 * n];
        rows = new int[n];
    }

    boolean free(int row, int column) {
        return !columns[column] && !rising[row + column] && !falling[row - column + n];
    }

    void set(int row, int column, boolean taken) {
        columns[column] = taken;
        rising[row + column] = taken;
        falling[row - column + n] = taken;
    }

    void place(int row) {
        if (row == n) {
            solutions++;
            for (int i = 0; i < n; i++) {
                checksum = checksum * 31 + rows[i];
            }
            return;
        }
        for (int column = 0; column < n; column++) {
            if (free(row, column)) {
                rows[row] = column;
                set(row, column, true);
                place(row + 1);
                set(row, column, false);
            }
        }
    }

    @Override
    public long run(int rounds) {
        long checksum = 0;
        for (int i = 0; i < rounds; i++) {
            Queens q = new Queens();
            q.place(0);
            checksum = checksum * 17 + q.solutions + q.checksum;
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 1000, 2400, new Queens());
    }
}
