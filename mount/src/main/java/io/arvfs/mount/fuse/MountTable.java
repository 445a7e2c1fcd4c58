package io.arvfs.mount.fuse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is mounted where, as {@code /proc/self/mountinfo} said it at one moment. Paths are compared
 * byte by byte, each byte held in one char.
 */
record MountTable(List<Row> rows) {

  private static final Path SOURCE = Path.of("/proc/self/mountinfo");
  private static final Charset PATHS = Charset.forName(System.getProperty("sun.jnu.encoding"));
  private static final int DEVICE = 2;
  private static final int POINT = 4;
  private static final int SEPARATOR_FROM = 6;

  /** One mount: its {@code major:minor}, where it is, and what file system it is. */
  record Row(String device, String point, String type) {

    boolean isFuse() {
      return type.equals("fuse") || type.startsWith("fuse.") || type.equals("fuseblk");
    }

    /** The minor number, which is how the kernel names a FUSE connection. */
    String minor() {
      return device.substring(device.indexOf(':') + 1);
    }
  }

  static MountTable read() throws IOException {
    return parse(Files.readAllLines(SOURCE, ISO_8859_1));
  }

  /** The mounts that {@code lines} tell of; a line that is no mount is passed over. */
  static MountTable parse(List<String> lines) {
    List<Row> rows = new ArrayList<>();
    for (String line : lines) {
      List<String> words = List.of(line.split(" ", -1));
      int separator = words.indexOf("-");
      if (separator >= SEPARATOR_FROM && separator + 1 < words.size()) {
        rows.add(new Row(words.get(DEVICE), unescape(words.get(POINT)), words.get(separator + 1)));
      }
    }
    return new MountTable(List.copyOf(rows));
  }

  /** The kernel writes space, tab, newline and backslash as three octal digits. */
  private static String unescape(String word) {
    StringBuilder plain = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c == '\\' && i + 3 < word.length()) {
        plain.append((char) Integer.parseInt(word.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  /** The bytes of a path, as the system has them. */
  static byte[] bytes(Path path) {
    return path.toString().getBytes(PATHS);
  }

  /** A path as rows and links under {@code /proc}, read byte by byte, have it. */
  static String text(Path path) {
    return new String(bytes(path), ISO_8859_1);
  }

  /** The topmost mount at {@code point}; of several at one place the last one counts. */
  Optional<Row> at(Path point) {
    String text = text(point);
    return rows.stream().filter(row -> row.point().equals(text)).reduce((below, above) -> above);
  }
}
