/** Sparse matrix times vector, in compressed rows: loads through an array of column numbers. */
public class SparseMatmul implements Bench.Kernel {
    static void multiply(double[] value, int[] column, int[] start, double[] x, double[] y) {
        for (int row = 0; row < y.length; row++) {
            double sum = 0;
            for (int i = start[row]; i < start[row + 1]; i++) {
                sum += value[i] * x[column[i]];
            }
            y[row] = sum;
        }
    }

    @Override
    public long run(int rounds) {
        int rows = 5000, perRow = 10;
        double[] value = new double[rows * perRow];
        int[] column = new int[rows * perRow], start = new int[rows + 1];
        int seed = 1;
        for (int row = 0; row < rows; row++) {
            start[row + 1] = start[row] + perRow;
            for (int i = start[row]; i < start[row + 1]; i++) {
                seed = seed * 1103515245 + 12345;
                column[i] = (seed >>> 8) % rows;
                value[i] = ((seed >>> 4) % 1000 - 500) / 2048.0;
            }
        }
        double[] x = new double[rows], y = new double[rows];
        for (int i = 0; i < rows; i++) {
            x[i] = 1 + i % 17;
        }
        long checksum = 0;
        for (int r = 0; r < rounds; r++) {
            multiply(value, column, start, x, y);
            x[r % rows] += y[(r * 7) % rows] / 1024;
            checksum = checksum * 31 + Double.doubleToRawLongBits(y[r % rows]);
        }
        return checksum;
    }

    public static void main(String[] args) {
        Bench.run(args, 1000, 1800, new SparseMatmul());
    }
}
