package io.arvfs.minicluster;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The sockets of a cluster: one API port with TLS and plain Keep ports, all on loopback. */
final class HttpShell implements AutoCloseable {

  static final String LOOPBACK = "127.0.0.1";
  private static final int THREADS = 64;
  private static final int HEADER_BYTES = 64 << 10;

  private final List<Server> servers;

  private HttpShell(List<Server> servers) {
    this.servers = servers;
  }

  /**
   * Listens on the ports given; 0 is any free one.
   *
   * @throws IOException if one is taken; then none is held
   */
  static HttpShell open(
      Cluster cluster, InstantSource clock, KeyStore keys, int apiPort, List<Integer> keepPorts)
      throws IOException {
    quiet();
    CoreHandler api =
        new CoreHandler(
            request -> cluster.handle(request, clock.instant()), ClusterSettings.MAX_REQUEST_BYTES);
    Stream<Server> keeps =
        keepPorts.stream()
            .map(
                port ->
                    server(
                        new CoreHandler(
                            request -> cluster.keep(request, clock.instant()),
                            ClusterSettings.MAX_BLOCK_BYTES),
                        null,
                        port));
    HttpShell shell =
        new HttpShell(Stream.concat(Stream.of(server(api, keys, apiPort)), keeps).toList());
    try {
      for (Server server : shell.servers) {
        server.start();
      }
      return shell;
    } catch (IOException e) {
      shell.close();
      throw e;
    } catch (Exception e) {
      shell.close();
      throw new IOException("cannot listen", e);
    }
  }

  /** The HTTP server tells its whole life at debug level, which is what no configuration means. */
  private static void quiet() {
    if (LoggerFactory.getLogger("org.eclipse.jetty") instanceof Logger log
        && log.getLevel() == null) {
      log.setLevel(Level.WARN);
    }
  }

  private static Server server(CoreHandler handler, @Nullable KeyStore keys, int port) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setDaemon(true);
    // Handlers sleep for delays, so their number must not be bounded by platform threads.
    threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    Server server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    configuration.setRequestHeaderSize(HEADER_BYTES);
    HttpConnectionFactory http = new HttpConnectionFactory(configuration);
    ServerConnector connector;
    if (keys == null) {
      connector = new ServerConnector(server, http);
    } else {
      configuration.addCustomizer(new SecureRequestCustomizer(false));
      SslContextFactory.Server tls = new SslContextFactory.Server();
      tls.setKeyStore(keys);
      tls.setKeyStorePassword(Certificate.PASSWORD);
      connector = new ServerConnector(server, new SslConnectionFactory(tls, "http/1.1"), http);
    }
    connector.setHost(LOOPBACK);
    connector.setPort(port);
    server.addConnector(connector);
    server.setHandler(handler);
    server.setStopTimeout(0);
    return server;
  }

  int apiPort() {
    return port(servers.getFirst());
  }

  List<Integer> keepPorts() {
    return servers.stream().skip(1).map(HttpShell::port).toList();
  }

  private static int port(Server server) {
    Connector connector = server.getConnectors()[0];
    return ((ServerConnector) connector).getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (Server server : servers) {
      try {
        server.stop();
      } catch (Exception e) {
        throw new IOException("cannot stop listening", e);
      }
    }
  }
}
