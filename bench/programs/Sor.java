/** Successive over-relaxation on a square grid: rows of doubles, each point from its four neighbours. */
public class Sor implements Bench.Kernel {
    static void sweep(double[][] grid, double omega) {
        double quarter = omega * 0.25, rest = 1 - omega;
        for (int i = 1; i < grid.length - 1; i++) {
            double[] above = grid[i - 1], row = grid[i], below = grid[i + 1];
            for (int j = 1; j < row.length - 1; j++) {
                row[j] = quarter * (above[j] + below[j] + row[j - 1] + row[j + 1]) + rest * row[j];
            }
        }
    }

    @Override
    public long run(int sweeps) {
        double[][] grid = new double[250][250];
        for (int i = 0; i < grid.length; i++) {
            for (int j = 0; j < grid[i].length; j++) {
                grid[i][j] = i * 7 % 13 - j * 5 % 11;
            }
        }
        for (int s = 0; s < sweeps; s++) {
            sweep(grid, 1.25);
        }
        double sum = 0;
        for (double[] row : grid) {
            for (double v : row) {
                sum += v;
            }
        }
        return Double.doubleToRawLongBits(sum);
    }

    public static void main(String[] args) {
        Bench.run(args, 400, 200, new Sor());
    }
}
