package io.arvfs.sync.arvados;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates: believed only if an authority vouches for them, or if told not to ask. */
class TrustOverTheWireTest {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String USER = "{\"uuid\":\"zzzzz-tpzed-000000000000001\"}";

  @TempDir private static Path directory;
  private static HttpsServer server;
  private static Path bundle;

  @BeforeAll
  static void serve() throws Exception {
    KeyStore keys = selfSigned();
    bundle = Files.writeString(directory.resolve("ca.pem"), pem(keys));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          byte[] body = USER.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  /** The JDK makes certificates with this program only. */
  private static KeyStore selfSigned() throws Exception {
    Path file = directory.resolve("keys.p12");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "server",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=ip:127.0.0.1",
            "-validity",
            "7",
            "-storetype",
            "PKCS12",
            "-storepass",
            new String(PASSWORD),
            "-keystore",
            file.toString());
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertEquals(0, keytool.waitFor());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private static String pem(KeyStore keys) throws GeneralSecurityException {
    byte[] der = keys.getCertificate("server").getEncoded();
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END CERTIFICATE-----\n";
  }

  private static HttpArvados client(boolean insecure, Optional<Path> authorities)
      throws SettingsException {
    Settings settings =
        new Settings(
            "127.0.0.1:" + server.getAddress().getPort(),
            WireServer.TOKEN,
            insecure,
            List.of(),
            authorities);
    return new HttpArvados(settings, WireServer.QUICK, new SleeplessTasks(), new Random(1));
  }

  @Test
  void unknownAuthority_isRefusedAtOnceWithWhatToDo() throws SettingsException {
    try (HttpArvados client = client(false, Optional.empty())) {
      ServerUnreachableException thrown =
          assertThrows(ServerUnreachableException.class, client::currentUser);

      assertTrue(thrown.isPermanent());
      String message = String.valueOf(thrown.getMessage());
      assertTrue(message.contains("ARVADOS_API_HOST_INSECURE=1"), message);
    }
  }

  @Test
  void unknownAuthority_ofACommit_isNotSent() throws SettingsException {
    try (HttpArvados client = client(false, Optional.empty())) {
      CommitAnswer answer = client.commit("zzzzz-4zz18-000000000000001", new byte[] {'{', '}'});

      assertInstanceOf(CommitAnswer.NotSent.class, answer);
    }
  }

  @Test
  void insecure_unknownAuthority_isAccepted() throws IOException {
    try (HttpArvados client = client(true, Optional.empty())) {
      assertEquals("zzzzz-tpzed-000000000000001", client.currentUser().uuid());
    }
  }

  @Test
  void bundle_withTheAuthority_isAccepted() throws IOException {
    try (HttpArvados client = client(false, Optional.of(bundle))) {
      assertEquals("zzzzz-tpzed-000000000000001", client.currentUser().uuid());
    }
  }

  @Test
  void bundle_unreadable_isASettingsError() {
    Path missing = directory.resolve("missing.pem");

    SettingsException thrown =
        assertThrows(SettingsException.class, () -> client(false, Optional.of(missing)));

    assertTrue(String.valueOf(thrown.getMessage()).contains(missing.toString()));
  }
}
