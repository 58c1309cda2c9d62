/**
 * Sockets on the loopback: streams, timeouts, refused connections, datagrams, channels with a Selector,
 * asynchronous.
 */
import java.io.*;
import java.net.*;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

public class Sockets {
    public static void main(String[] args) throws Exception {
        InetAddress local = InetAddress.getByName("127.0.0.1");
        try (ServerSocket server = new ServerSocket(0, 5, local)) {
            Thread echo = new Thread(() -> {
                try (Socket s = server.accept(); BufferedReader in =
                        new BufferedReader(new InputStreamReader(s.getInputStream()));
                        PrintWriter out = new PrintWriter(s.getOutputStream(), true)) {
                    for (String line; (line = in.readLine()) != null;) {
                        out.println("echo " + line);
                    }
                } catch (IOException e) {
                    System.out.println("server: " + e);
                }
            });
            echo.start();
            try (Socket s = new Socket(local, server.getLocalPort())) {
                s.setTcpNoDelay(true);
                PrintWriter out = new PrintWriter(s.getOutputStream(), true);
                BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream()));
                out.println("one");
                System.out.println(in.readLine());
                s.setSoTimeout(10);
                try {
                    in.readLine();
                } catch (SocketTimeoutException e) {
                    System.out.println(e.getMessage());
                }
                s.setSoTimeout(0);
                out.println("two");
                s.shutdownOutput();
                System.out.println(in.readLine() + " " + in.readLine() + " " + s.getInetAddress() + " "
                        + s.getTcpNoDelay());
            }
            echo.join();
            server.setSoTimeout(5);
            try {
                server.accept();
            } catch (SocketTimeoutException e) {
                System.out.println(e.getMessage());
            }
        }
        int free;
        try (ServerSocket probe = new ServerSocket(0, 1, local)) {
            free = probe.getLocalPort();
        }
        try (Socket refused = new Socket(local, free)) {
            System.out.println("connected?");
        } catch (ConnectException e) {
            System.out.println(e.getMessage());
        }
        try (DatagramSocket a = new DatagramSocket(0, local); DatagramSocket b = new DatagramSocket(0, local)) {
            byte[] data = "datagram".getBytes();
            a.send(new DatagramPacket(data, data.length, local, b.getLocalPort()));
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            b.receive(packet);
            System.out.println(new String(packet.getData(), 0, packet.getLength()) + " "
                    + (packet.getPort() == a.getLocalPort()));
        }
        try (Selector selector = Selector.open(); ServerSocketChannel server = ServerSocketChannel.open()
                .bind(new InetSocketAddress(local, 0))) {
            server.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            Thread client = new Thread(() -> {
                try (SocketChannel c = SocketChannel.open(new InetSocketAddress(local, port))) {
                    c.write(ByteBuffer.wrap("selected".getBytes()));
                    ByteBuffer reply = ByteBuffer.allocateDirect(32);
                    while (c.read(reply) >= 0) {
                    }
                    byte[] bytes = new byte[reply.flip().remaining()];
                    reply.get(bytes);
                    System.out.println("client got " + new String(bytes));
                } catch (IOException e) {
                    System.out.println("client: " + e);
                }
            });
            client.start();
            boolean done = false;
            while (!done) {
                selector.select();
                for (var keys = selector.selectedKeys().iterator(); keys.hasNext();) {
                    SelectionKey key = keys.next();
                    keys.remove();
                    if (key.isAcceptable()) {
                        server.accept().configureBlocking(false).register(selector, SelectionKey.OP_READ, "attached");
                    } else if (key.isReadable()) {
                        ByteBuffer in = ByteBuffer.allocate(32);
                        SocketChannel channel = (SocketChannel) key.channel();
                        int n = channel.read(in);
                        System.out.println(n + " bytes, " + key.attachment());
                        channel.write(in.flip());
                        channel.close();
                        done = true;
                    }
                }
            }
            client.join();
            Thread waker = new Thread(selector::wakeup);
            waker.start();
            System.out.println(selector.select(5000) + " " + selector.selectNow());
        }
        try (AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open()
                .bind(new InetSocketAddress(local, 0))) {
            var accepted = server.accept();
            AsynchronousSocketChannel client = AsynchronousSocketChannel.open();
            client.connect(server.getLocalAddress()).get(5, TimeUnit.SECONDS);
            client.write(ByteBuffer.wrap("async".getBytes())).get();
            ByteBuffer in = ByteBuffer.allocate(5);
            System.out.println(accepted.get().read(in).get(5, TimeUnit.SECONDS) + " " + new String(in.array()));
            client.close();
        }
        Path unix = Path.of("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(unix)); SocketChannel client =
                SocketChannel.open(UnixDomainSocketAddress.of(unix)); SocketChannel peer = server.accept()) {
            client.write(ByteBuffer.wrap("unix".getBytes()));
            ByteBuffer in = ByteBuffer.allocate(10);
            System.out.println(peer.read(in));
        }
        System.out.println(InetAddress.getByName("::1") + " " + InetAddress.getByAddress(new byte[] {10, 0, 0, 1})
                .isSiteLocalAddress() + " " + local.isLoopbackAddress() + " "
                + new URI("http://user@host:8080/p/a?q=1#f").getPort() + " " + new URL("jar:file:/x.jar!/e")
                        .getProtocol() + " " + URLDecoder.decode("a+b%20%C3%A9", "UTF-8") + " "
                        + URLEncoder.encode("a b&é", "UTF-8")
                + " " + URI.create("http://h/a/b/").resolve("../c") + " "
                        + (NetworkInterface.getByInetAddress(local) != null));
        try {
            new URI("http://bad host");
        } catch (URISyntaxException e) {
            System.out.println(e.getMessage());
        }
    }
}
