package io.arvfs.journal.log;

import io.arvfs.journal.host.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;

/**
 * The names of a log's files. Ordered by name they are in the order of writing.
 *
 * <ul>
 *   <li>{@code 00000001.frames}: a file of {@link DiskLog}, numbered from 1;
 *   <li>{@code 19700102F.cq4}: a cycle file of Chronicle, numbered by a day, 1970-01-02 is 1;
 *   <li>{@code 19700102F.cq4.sealed}: a cycle file of an earlier start, out of Chronicle's sight.
 * </ul>
 */
final class LogFiles {

  static final String FRAMES = ".frames";
  static final String CYCLE = "F.cq4";
  static final String SEALED = ".sealed";

  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  private LogFiles() {}

  /** The files of either kind that may hold frames, in the order of writing. */
  static List<Path> in(Disk disk, Path directory) throws IOException {
    return disk.list(directory).stream()
        .filter(LogFiles::isLogFile)
        .sorted(Comparator.comparing(LogFiles::name))
        .toList();
  }

  private static boolean isLogFile(Path file) {
    String name = name(file);
    return name.endsWith(FRAMES) || name.endsWith(CYCLE) || name.endsWith(CYCLE + SEALED);
  }

  static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }

  static Path frames(Path directory, int number) {
    return directory.resolve(String.format("%08d", number) + FRAMES);
  }

  static Path cycle(Path directory, int number) {
    return directory.resolve(LocalDate.ofEpochDay(number).format(DAY) + CYCLE);
  }

  static Path sealed(Path cycle) {
    return cycle.resolveSibling(name(cycle) + SEALED);
  }

  static boolean isCycle(Path file) {
    return name(file).endsWith(CYCLE);
  }

  /** The number of a file of either kind. */
  static int number(Path file) {
    String name = name(file);
    String digits = name.substring(0, 8);
    return name.endsWith(FRAMES)
        ? Integer.parseInt(digits)
        : Math.toIntExact(LocalDate.parse(digits, DAY).toEpochDay());
  }
}
