package io.arvfs.fs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.fs.command.Command;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A volume's directory in one file, as a process that was killed leaves it, but for what is made
 * again: the index and the reserve. And what is to be seen in it.
 */
final class KeptJournal {

  private static final int DEEDS = 90;
  private static final int MAX_BYTES = 1 << 20;

  private KeptJournal() {}

  /**
   * Makes one of this version.
   *
   * @param arguments the archive, and the file that lists what is in the volume
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createTempDirectory("kept");
    try (Volume volume = Mortal.start(directory, Mortal.ORDINARY)) {
      live(volume);
      Files.write(Path.of(arguments[1]), contents(volume));
      pack(directory, Path.of(arguments[0]));
    }
    Mortal.delete(directory);
  }

  /** Deeds, directories, cleaning, a checkpoint with the log trimmed, and more deeds behind it. */
  private static void live(Volume volume) throws IOException {
    Deeds deeds = new Deeds(41);
    for (int i = 0; i < DEEDS; i++) {
      Deeds.act(volume, deeds.deed(i, files(volume)));
      if (i == DEEDS / 2) {
        volume.clean();
        volume.condense();
      }
    }
    Ino made = directory(volume, Ino.ROOT, "directory");
    Ino inner = directory(volume, made, "übergröße \uD83D\uDCC1");
    volume.execute(new Command.CreateFile(inner, new Name("empty"), Rig.ATTRIBUTES));
    volume.execute(
        new Command.Rename(
            Ino.ROOT, new Name(files(volume).getFirst()), inner, new Name("moved"), false));
    Ino open = volume.view().child(Ino.ROOT, new Name(files(volume).getFirst())).orElseThrow();
    volume.open(open);
    volume.execute(new Command.Unlink(Ino.ROOT, new Name(files(volume).getFirst())));
    volume.force(volume.appended());
  }

  private static List<String> files(Volume volume) {
    return volume.view().byName(Ino.ROOT).stream()
        .filter(d -> !volume.view().inode(d.ino()).orElseThrow().isDirectory())
        .map(d -> d.name().toString())
        .sorted()
        .toList();
  }

  private static Ino directory(Volume volume, Ino parent, String name) throws IOException {
    volume.execute(new Command.MakeDirectory(parent, new Name(name), Rig.ATTRIBUTES));
    return volume.view().child(parent, new Name(name)).orElseThrow();
  }

  /** A line for each file and directory: path, mode, size and CRC32C. */
  static List<String> contents(Volume volume) throws IOException {
    List<String> lines = new ArrayList<>();
    add(volume, Ino.ROOT, "", lines);
    return lines;
  }

  private static void add(Volume volume, Ino directory, String prefix, List<String> lines)
      throws IOException {
    for (var dentry : volume.view().byName(directory)) {
      var inode = volume.view().inode(dentry.ino()).orElseThrow();
      String mode = Integer.toOctalString(inode.attributes().mode());
      if (inode.isDirectory()) {
        lines.add("%s%s/ %s".formatted(prefix, dentry.name(), mode));
        add(volume, dentry.ino(), prefix + dentry.name() + "/", lines);
      } else {
        CRC32C crc = new CRC32C();
        crc.update(Pair.read(volume, dentry.ino(), 0, MAX_BYTES));
        String hex = HexFormat.of().toHexDigits((int) crc.getValue());
        lines.add("%s%s %s %d %s".formatted(prefix, dentry.name(), mode, inode.size(), hex));
      }
    }
  }

  private static void pack(Path directory, Path archive) throws IOException {
    VolumeLayout layout = VolumeLayout.of(directory);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive), UTF_8);
        Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted().toList()) {
        boolean kept = !file.startsWith(layout.index()) && !file.equals(layout.reserve());
        if (kept && Files.isRegularFile(file)) {
          zip.putNextEntry(new ZipEntry(directory.relativize(file).toString()));
          Files.copy(file, zip);
        }
      }
    }
  }

  /** Puts a volume's directory at {@code directory}. */
  static void unpack(Path archive, Path directory) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive), UTF_8)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = directory.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
          zip.transferTo(out);
        }
      }
    }
  }
}
