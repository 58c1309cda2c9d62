/** The JDK's own HTTP server and client over the loopback, and URLConnection. */
import com.sun.net.httpserver.HttpServer;
import java.net.*;
import java.net.http.*;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

public class Http {
    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/upper", exchange -> {
            byte[] reply = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).toUpperCase()
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("X-Method", exchange.getRequestMethod());
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
            exchange.close();
        });
        server.createContext("/missing", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
        HttpResponse<String> response = client.send(HttpRequest.newBuilder(URI.create(base + "/upper"))
                .POST(HttpRequest.BodyPublishers.ofString("some é text")).build(),
                HttpResponse.BodyHandlers.ofString());
        System.out.println(response.statusCode() + " " + response.body() + " " + response.headers()
                .firstValue("x-method").get() + " " + response.version());
        System.out.println(client.sendAsync(HttpRequest.newBuilder(URI.create(base + "/missing")).build(),
                HttpResponse.BodyHandlers.discarding()).thenApply(HttpResponse::statusCode).join());
        HttpURLConnection connection = (HttpURLConnection) new URL(base + "/upper").openConnection();
        connection.setDoOutput(true);
        connection.getOutputStream().write("old api".getBytes());
        System.out.println(connection.getResponseCode() + " " + new String(connection.getInputStream()
                .readAllBytes()));
        server.stop(0);
    }
}
