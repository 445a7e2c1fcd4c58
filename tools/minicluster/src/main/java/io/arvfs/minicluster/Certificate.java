package io.arvfs.minicluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The API port's key and self-signed certificate, made by the JDK's own {@code keytool} and kept as
 * {@code tls.p12}. Its password guards nothing: the file is as secret as the directory.
 */
final class Certificate {

  static final String PASSWORD = "minicluster";
  static final String ALIAS = "minicluster";
  private static final String FILE = "tls.p12";
  private static final int VALID_DAYS = 3650;
  private static final int PATIENCE_SECONDS = 60;

  private Certificate() {}

  /** For clusters on the heap: made once a process, since making one takes a second. */
  private static final class Shared {
    private static final KeyStore STORE = make();

    private static KeyStore make() {
      try {
        Path directory = Files.createTempDirectory("minicluster");
        try {
          return in(directory);
        } finally {
          Files.deleteIfExists(directory.resolve(FILE));
          Files.delete(directory);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static KeyStore shared() {
    return Shared.STORE;
  }

  /** The one kept in the directory, made if there is none. */
  static KeyStore in(Path directory) throws IOException {
    Path kept = directory.resolve(FILE);
    if (!Files.exists(kept)) {
      Path beside = directory.resolve(FILE + ".new");
      Files.deleteIfExists(beside);
      generate(beside);
      Files.move(beside, kept, StandardCopyOption.ATOMIC_MOVE);
    }
    try (InputStream in = Files.newInputStream(kept)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException("unreadable key store " + kept, e);
    }
  }

  private static void generate(Path file) throws IOException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command =
        List.of(
            keytool,
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-validity",
            Integer.toString(VALID_DAYS),
            "-dname",
            "CN=minicluster",
            "-ext",
            "san=ip:127.0.0.1,dns:localhost",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            file.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException("keytool could not make a certificate");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IOException("interrupted while making a certificate", e);
    }
  }
}
