package io.arvfs.sync.arvados;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/** Whom TLS believes: the named bundle, the runtime's authorities, or, if told so, anybody. */
final class Trust {

  private Trust() {}

  /**
   * @throws SettingsException if the bundle cannot be used
   */
  static OkHttpClient.Builder apply(OkHttpClient.Builder builder, Settings settings)
      throws SettingsException {
    try {
      if (settings.insecure()) {
        X509TrustManager anybody = new Anybody();
        return builder
            .sslSocketFactory(socketsTrusting(anybody), anybody)
            .hostnameVerifier((host, session) -> true);
      }
      if (settings.caBundle().isPresent()) {
        X509TrustManager bundle = managerOf(settings.caBundle().get());
        return builder.sslSocketFactory(socketsTrusting(bundle), bundle);
      }
      return builder;
    } catch (GeneralSecurityException | IOException e) {
      throw new SettingsException(
          "cannot use the certificates in "
              + settings.caBundle().map(Path::toString).orElse("the Java runtime")
              + ": check SSL_CERT_FILE");
    }
  }

  private static SSLSocketFactory socketsTrusting(X509TrustManager manager)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {manager}, null);
    return context.getSocketFactory();
  }

  private static X509TrustManager managerOf(Path bundle)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(bundle)) {
      int n = 0;
      for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca" + n++, c);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("the runtime has no X.509 trust manager");
  }

  /** Asked for by ARVADOS_API_HOST_INSECURE, and by nothing else. */
  private static final class Anybody implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
