/* What Java sees of the VM's threads while something is compiled. */
public class Threads {
    static long work(int n) {
        long x = n;
        for (int i = 0; i < 200; i++)
            x = x * 31 + (x >>> 7) + i;
        return x;
    }

    public static void main(String[] args) {
        long sum = 0, end = System.nanoTime() + 400_000_000L;
        boolean hidden = true;
        int before = Thread.activeCount();
        while (System.nanoTime() < end) {
            for (int i = 0; i < 2000; i++)
                sum += work(i);
            hidden &= Thread.activeCount() == before;
            for (Thread t : Thread.getAllStackTraces().keySet())
                hidden &= !t.getName().contains("ompile") && !t.getName().contains("ampler");
        }
        System.out.println(sum == 0 ? "zero" : "done");
        System.out.println("hidden " + hidden);
    }
}
