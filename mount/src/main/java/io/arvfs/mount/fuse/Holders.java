package io.arvfs.mount.fuse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who uses a mount, found under {@code /proc}: working and root directories, programs, open files
 * and mapped files. Sees the processes that the caller may look into, by the paths of this mount
 * namespace; asks the mount itself nothing. What vanishes while one looks is passed over.
 */
final class Holders {

  private static final Path PROC = Path.of("/proc");
  private static final List<String> LINKS = List.of("cwd", "root", "exe");
  private static final int MAP_PATH = 5;

  private final String mount;

  private Holders(Path mountPoint) {
    this.mount = MountTable.text(mountPoint);
  }

  /** The processes that hold {@code mountPoint}, by pid. */
  static List<Holder> of(Path mountPoint) {
    return new Holders(mountPoint).scan();
  }

  private List<Holder> scan() {
    List<Holder> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        List<String> through = through(process);
        if (!through.isEmpty()) {
          long pid = Long.parseLong(String.valueOf(process.getFileName()));
          found.add(new Holder(pid, command(process), through));
        }
      }
    } catch (IOException e) {
      return found;
    }
    found.sort((a, b) -> Long.compare(a.pid(), b.pid()));
    return found;
  }

  private List<String> through(Path process) {
    List<String> through = new ArrayList<>();
    for (String link : LINKS) {
      if (leadsInside(process.resolve(link))) {
        through.add(link);
      }
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        if (leadsInside(file)) {
          through.add("fd/" + file.getFileName());
        }
      }
    } catch (IOException _) {
      return through; // Gone, or not ours to see.
    }
    if (mapsInside(process)) {
      through.add("map");
    }
    return through;
  }

  private boolean leadsInside(Path link) {
    try {
      return isInside(MountTable.text(Files.readSymbolicLink(link)));
    } catch (IOException _) {
      return false;
    }
  }

  private boolean mapsInside(Path process) {
    try {
      for (String line : Files.readAllLines(process.resolve("maps"), ISO_8859_1)) {
        String[] words = line.split(" +", MAP_PATH + 1);
        if (words.length > MAP_PATH && isInside(words[MAP_PATH])) {
          return true;
        }
      }
    } catch (IOException _) {
      return false;
    }
    return false;
  }

  private boolean isInside(String path) {
    return path.equals(mount)
        || path.startsWith(mount + "/")
        || path.startsWith(mount + " (deleted)");
  }

  private static String command(Path process) {
    try {
      return Files.readString(process.resolve("comm"), ISO_8859_1).strip();
    } catch (IOException _) {
      return "?";
    }
  }
}
