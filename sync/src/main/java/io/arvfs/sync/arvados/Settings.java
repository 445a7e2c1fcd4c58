package io.arvfs.sync.arvados;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which server to talk to, as whom, and how far to trust it. Read once; a changed file means a new
 * value of this type.
 *
 * @param host {@code name[:port]} of the API server, without a scheme
 * @param insecure whether certificates and host names are not verified
 * @param keepServices services that replace discovery ({@code ARVADOS_KEEP_SERVICES}), usually none
 * @param caBundle a PEM file that replaces the Java runtime's certificate authorities
 */
public record Settings(
    String host, Token token, boolean insecure, List<URI> keepServices, Optional<Path> caBundle) {

  private static final String HOST = "ARVADOS_API_HOST";
  private static final String TOKEN = "ARVADOS_API_TOKEN";
  private static final String INSECURE = "ARVADOS_API_HOST_INSECURE";
  private static final String KEEP_SERVICES = "ARVADOS_KEEP_SERVICES";
  private static final String CA_BUNDLE = "SSL_CERT_FILE";

  /** The Go and Python clients accept different sets; this is their union. */
  private static final Set<String> YES = Set.of("1", "t", "true", "y", "yes");

  private static final List<Path> CA_BUNDLES =
      List.of(
          Path.of("/etc/arvados/ca-certificates.crt"),
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"));

  public Settings {
    keepServices = List.copyOf(keepServices);
  }

  /** Settings with discovery of Keep services and the certificate authorities of the runtime. */
  public Settings(String host, Token token, boolean insecure) {
    this(host, token, insecure, List.of(), Optional.empty());
  }

  /**
   * What the environment says, completed by the file; a file that is absent is no error.
   *
   * @throws SettingsException if host or token is in neither, or a value makes no sense
   */
  public static Settings from(Map<String, String> env, Path settingsConf) throws SettingsException {
    Map<String, String> all = new HashMap<>(readFile(settingsConf));
    env.forEach(
        (name, value) -> {
          if (name.startsWith("ARVADOS_")) {
            all.put(name, value);
          }
        });
    return new Settings(
        required(all, HOST, settingsConf),
        token(required(all, TOKEN, settingsConf)),
        YES.contains(all.getOrDefault(INSECURE, "").strip().toLowerCase(Locale.ROOT)),
        services(all.getOrDefault(KEEP_SERVICES, "")),
        caBundle(env));
  }

  /**
   * The settings file that counts: the first that exists where the Python client looks, else where
   * it should be made. A systemd configuration directory holds it directly, the others in {@code
   * arvados/}.
   */
  public static Path settingsFile(Map<String, String> env) {
    List<Path> places = new ArrayList<>();
    for (Path directory : absolute(env.getOrDefault("CONFIGURATION_DIRECTORY", ""))) {
      places.add(directory.resolve("settings.conf"));
    }
    Path home = Path.of(env.getOrDefault("HOME", "/"), ".config");
    Path own = absolute(env.getOrDefault("XDG_CONFIG_HOME", "")).stream().findFirst().orElse(home);
    Path first = own.resolve("arvados", "settings.conf");
    places.add(first);
    for (Path directory : absolute(env.getOrDefault("XDG_CONFIG_DIRS", "/etc/xdg"))) {
      places.add(directory.resolve("arvados", "settings.conf"));
    }
    return places.stream().filter(Files::exists).findFirst().orElse(first);
  }

  private static List<Path> absolute(String colonSeparated) {
    List<Path> found = new ArrayList<>();
    for (String part : colonSeparated.split(":", -1)) {
      if (part.startsWith("/")) {
        found.add(Path.of(part));
      }
    }
    return found;
  }

  /** The Go client's line syntax: cut at the first {@code =}, trim, ignore what is not ours. */
  private static Map<String, String> readFile(Path file) throws SettingsException {
    Map<String, String> values = new HashMap<>();
    if (!Files.exists(file)) {
      return values;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0 && line.strip().startsWith("ARVADOS_")) {
          values.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
        }
      }
      return values;
    } catch (IOException e) {
      throw new SettingsException(
          "cannot read " + file + " (" + e.getClass().getSimpleName() + "): check its permissions");
    }
  }

  private static String required(Map<String, String> all, String name, Path file)
      throws SettingsException {
    String value = all.getOrDefault(name, "").strip();
    if (value.isEmpty()) {
      throw new SettingsException(
          name + " is not set: export it or put a line " + name + "=… into " + file);
    }
    return value;
  }

  private static Token token(String text) throws SettingsException {
    try {
      return Token.of(text);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(TOKEN + " is " + e.getMessage() + ": copy it again");
    }
  }

  private static List<URI> services(String spaceSeparated) throws SettingsException {
    List<URI> roots = new ArrayList<>();
    for (String text : spaceSeparated.strip().split("\\s+", -1)) {
      if (text.isEmpty()) {
        continue;
      }
      try {
        roots.add(webAddress(text));
      } catch (IllegalArgumentException e) {
        throw new SettingsException(
            KEEP_SERVICES + " has " + text + ": write absolute http:// or https:// addresses");
      }
    }
    return roots;
  }

  private static URI webAddress(String text) {
    URI uri = URI.create(text.endsWith("/") ? text : text + "/");
    if (uri.getHost() == null || !Set.of("http", "https").contains(uri.getScheme())) {
      throw new IllegalArgumentException(text);
    }
    return uri;
  }

  private static Optional<Path> caBundle(Map<String, String> env) {
    String named = env.getOrDefault(CA_BUNDLE, "");
    return named.isEmpty()
        ? CA_BUNDLES.stream().filter(Files::isReadable).findFirst()
        : Optional.of(Path.of(named));
  }
}
