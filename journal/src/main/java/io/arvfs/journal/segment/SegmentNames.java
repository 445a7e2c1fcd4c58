package io.arvfs.journal.segment;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The numbers of segments, each given once. Entries of the log, rows and history go on naming
 * segments that are gone; were such a number given again, only a checksum would tell whose bytes
 * they mean.
 *
 * <p>So the newest segment is not deleted but emptied: its file stays until the name of a newer one
 * survives the loss of power. Then the next number is above all that are there, wherever a process
 * died, and whatever becomes of index and log.
 *
 * <p>Confined to the lock of {@link Segments}.
 */
final class SegmentNames {

  private static final Pattern NAME = Pattern.compile("[0-9]{8}\\.segment");
  private static final int DIGITS = 8;

  private final Disk disk;
  private final Path directory;

  /** What is deleted, or there for its number alone. */
  private final NavigableSet<Integer> gone = new TreeSet<>();

  private int next;

  /** The newest whose name survives the loss of power, as far as is known. */
  private int durable;

  /** Finds what is there. */
  SegmentNames(Disk disk, Path directory) throws IOException {
    this.disk = disk;
    this.directory = directory;
    List<Integer> present = in(disk, directory);
    this.next = present.isEmpty() ? 1 : present.getLast() + 1;
    for (int number : present) {
      if (disk.size(Segments.file(directory, number)) == 0) {
        gone.add(number);
      }
    }
  }

  /** The numbers of all files that are there, in order. */
  static List<Integer> in(Disk disk, Path directory) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (Path file : disk.list(directory)) {
      Path last = file.getFileName();
      String name = last == null ? "" : last.toString();
      if (NAME.matcher(name).matches()) {
        numbers.add(Integer.valueOf(name.substring(0, DIGITS)));
      }
    }
    return numbers;
  }

  /** The number of the next segment; until it is {@link #taken} the same at each call. */
  int next() {
    return next;
  }

  /** There is a file with the number {@link #next}. */
  void taken() {
    next++;
  }

  /** The newest number that was taken. */
  int newest() {
    return next - 1;
  }

  /** The names of all up to {@code newest} survive the loss of power. */
  void forced(int newest) {
    durable = Math.max(durable, newest);
  }

  boolean isGone(int number) {
    return gone.contains(number);
  }

  /** Takes those that are gone out of {@code numbers}. */
  void leaveGoneOut(List<Integer> numbers) {
    numbers.removeAll(gone);
  }

  /** Deletes a file, or empties it if it is the newest; nothing happens if there is none. */
  void delete(int number) throws IOException {
    if (number >= durable) {
      empty(number);
    } else {
      gone.add(number);
    }
    NavigableSet<Integer> older = gone.headSet(durable, false);
    while (!older.isEmpty()) {
      disk.delete(Segments.file(directory, older.first()));
      older.pollFirst();
    }
  }

  private void empty(int number) throws IOException {
    try (DiskFile file = disk.open(Segments.file(directory, number), OpenMode.READ_WRITE)) {
      file.truncate(0);
      gone.add(number);
    } catch (NoSuchFileException _) {
      return; // There was none.
    }
  }
}
