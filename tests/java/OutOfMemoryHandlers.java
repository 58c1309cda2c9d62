// vm: -Xmx64m
/** Allocations that compiled code puts off, or saves, fail where the program makes them: handlers and locks notice. */
import java.util.*;
public class OutOfMemoryHandlers {
  static final class P { Object a, b; P(Object a, Object b) { this.a = a; this.b = b; } }
  static P last; static int n;
  static synchronized int f(int i, List<Object> keep) {
    try {
      P p = new P(keep, i > 5 ? "x" : null);
      synchronized (p) {
        if (i % 3 == 0) { last = p; keep.add(p); keep.add(new long[20000]); }
      }
      return p.a == keep ? 1 : 2;
    } catch (OutOfMemoryError e) { keep.clear(); n++; return -1; }
  }
  public static void main(String[] args) {
    List<Object> keep = new ArrayList<>(); int s = 0;
    for (int i = 0; i < 60000; i++) s += f(i, keep);
    keep.clear();
    System.out.println(n > 0 ? "some failed" : "none failed");
    System.out.println(Thread.holdsLock(OutOfMemoryHandlers.class));
  }
}
