package io.arvfs.sync.arvados;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static final String TOKEN = "v2/zzzzz-gj3su-000000000000001/secretsecret=1";

  @TempDir private Path home;
  private Path file;
  private final Map<String, String> env = new HashMap<>();

  @BeforeEach
  void nothingSet() {
    file = home.resolve("settings.conf");
    env.put("HOME", home.toString());
  }

  @Test
  void from_environment_needsNoFile() throws SettingsException {
    env.put("ARVADOS_API_HOST", "zzzzz.example:8000");
    env.put("ARVADOS_API_TOKEN", TOKEN);

    Settings settings = Settings.from(env, file);

    assertEquals("zzzzz.example:8000", settings.host());
    assertEquals(TOKEN, settings.token().text());
    assertFalse(settings.insecure());
  }

  @Test
  void from_file_toleratesCommentsSpacesAndStrangers() throws IOException {
    Files.writeString(
        file,
        "# a comment\n\n ARVADOS_API_HOST = zzzzz.example \nARVADOS_API_TOKEN="
            + TOKEN
            + "\nPATH=/nowhere\nno equals sign\n");

    Settings settings = Settings.from(env, file);

    assertEquals("zzzzz.example", settings.host());
    assertEquals(TOKEN, settings.token().text());
  }

  @Test
  void from_both_prefersTheEnvironment() throws IOException {
    Files.writeString(file, "ARVADOS_API_HOST=file\nARVADOS_API_TOKEN=" + TOKEN + "\n");
    env.put("ARVADOS_API_HOST", "environment");

    Settings settings = Settings.from(env, file);

    assertEquals("environment", settings.host());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ARVADOS_API_HOST", "ARVADOS_API_TOKEN"})
  void from_withoutOne_saysWhichAndWhatToDoInOneLine(String name) {
    env.put("ARVADOS_API_HOST", "zzzzz.example");
    env.put("ARVADOS_API_TOKEN", TOKEN);
    env.remove(name);

    SettingsException thrown =
        assertThrows(SettingsException.class, () -> Settings.from(env, file));

    assertEquals(
        name + " is not set: export it or put a line " + name + "=… into " + file,
        thrown.getMessage());
  }

  @Test
  void from_brokenToken_doesNotRepeatIt() {
    env.put("ARVADOS_API_HOST", "zzzzz.example");
    env.put("ARVADOS_API_TOKEN", "secret secret");

    SettingsException thrown =
        assertThrows(SettingsException.class, () -> Settings.from(env, file));

    assertFalse(String.valueOf(thrown.getMessage()).contains("secret"), thrown.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "TRUE", "yes", "y", "t"})
  void from_insecureSet_isInsecure(String yes) throws SettingsException {
    env.put("ARVADOS_API_HOST", "zzzzz.example");
    env.put("ARVADOS_API_TOKEN", TOKEN);
    env.put("ARVADOS_API_HOST_INSECURE", yes);

    assertTrue(Settings.from(env, file).insecure());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "false", "no", "maybe"})
  void from_insecureNotSet_isSecure(String no) throws SettingsException {
    env.put("ARVADOS_API_HOST", "zzzzz.example");
    env.put("ARVADOS_API_TOKEN", TOKEN);
    env.put("ARVADOS_API_HOST_INSECURE", no);

    assertFalse(Settings.from(env, file).insecure());
  }

  @Test
  void from_keepServices_areAddresses() throws SettingsException {
    env.put("ARVADOS_API_HOST", "zzzzz.example");
    env.put("ARVADOS_API_TOKEN", TOKEN);
    env.put("ARVADOS_KEEP_SERVICES", "http://a:1 https://b:2/");

    Settings settings = Settings.from(env, file);

    assertEquals(
        List.of(URI.create("http://a:1/"), URI.create("https://b:2/")), settings.keepServices());
  }

  @Test
  void settings_printed_hideTheSecret() throws SettingsException {
    env.put("ARVADOS_API_HOST", "zzzzz.example");
    env.put("ARVADOS_API_TOKEN", TOKEN);

    String printed = Settings.from(env, file).toString();

    assertFalse(printed.contains("secretsecret"), printed);
    assertTrue(printed.contains("zzzzz-gj3su-000000000000001"), printed);
  }

  @Test
  void settingsFile_nowhere_isTheOneToMake() {
    assertEquals(
        home.resolve(".config/arvados/settings.conf"),
        Settings.settingsFile(with("XDG_CONFIG_DIRS", home + "/none")));
  }

  @Test
  void settingsFile_systemdDirectory_comesFirst() throws IOException {
    Path unit = Files.createDirectory(home.resolve("unit"));
    Path own = Files.createDirectories(home.resolve(".config/arvados"));
    Files.createFile(own.resolve("settings.conf"));
    Path expected = Files.createFile(unit.resolve("settings.conf"));

    assertEquals(expected, Settings.settingsFile(with("CONFIGURATION_DIRECTORY", unit.toString())));
  }

  @Test
  void settingsFile_siteWide_countsWhenThereIsNoOwn() throws IOException {
    Path site = Files.createDirectories(home.resolve("xdg/arvados"));
    Path expected = Files.createFile(site.resolve("settings.conf"));

    assertEquals(expected, Settings.settingsFile(with("XDG_CONFIG_DIRS", home + "/xdg")));
  }

  @Test
  void settingsFile_relativeDirectories_areIgnored() {
    env.put("XDG_CONFIG_DIRS", home + "/none");

    assertEquals(
        home.resolve(".config/arvados/settings.conf"),
        Settings.settingsFile(with("XDG_CONFIG_HOME", "relative")));
  }

  private Map<String, String> with(String name, String value) {
    env.put(name, value);
    return env;
  }
}
