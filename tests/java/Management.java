/**
 * java.lang.management: beans for runtime, memory, threads, class loading; MBeanServer with a bean of one's own.
 */
import java.lang.management.*;
import javax.management.*;

public class Management {
    public interface CounterMBean {
        int getCount();

        void setCount(int c);

        int add(int a, int b);
    }

    public static class Counter implements CounterMBean {
        int count = 3;

        @Override
        public int getCount() {
            return count;
        }

        @Override
        public void setCount(int c) {
            count = c;
        }

        @Override
        public int add(int a, int b) {
            return a + b;
        }
    }

    public static void main(String[] args) throws Exception {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        System.out.println(runtime.getSpecVersion() + " " + (runtime.getUptime() >= 0) + " "
                + (runtime.getPid() == ProcessHandle.current().pid()) + " " + (runtime.getStartTime() > 0) + " "
                + runtime.getName().contains("@"));
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        MemoryUsage heap = memory.getHeapMemoryUsage();
        System.out.println((heap.getUsed() >= 0) + " " + (heap.getCommitted() >= heap.getUsed()));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        ThreadInfo info = threads.getThreadInfo(Thread.currentThread().getId());
        System.out.println(info.getThreadName() + " " + info.getThreadState() + " " + (threads.getThreadCount() >= 1)
                + " " + (threads.findDeadlockedThreads() == null));
        System.out.println((ManagementFactory.getClassLoadingMXBean().getLoadedClassCount() > 100) + " "
                + ManagementFactory.getOperatingSystemMXBean().getName() + " "
                + (ManagementFactory.getOperatingSystemMXBean().getAvailableProcessors() > 0));
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("test:type=Counter");
        server.registerMBean(new Counter(), name);
        server.setAttribute(name, new Attribute("Count", 8));
        System.out.println(server.getAttribute(name, "Count") + " "
                + server.invoke(name, "add", new Object[] {1, 2}, new String[] {"int", "int"}) + " "
                + server.getMBeanInfo(name).getOperations().length);
        try {
            server.getAttribute(name, "None");
        } catch (AttributeNotFoundException e) {
            System.out.println(e.getMessage());
        }
    }
}
