package io.arvfs.cli.journal;

import static io.arvfs.cli.JournalRun.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.Volume;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.event.TreeEvent.DirectoryMade;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose names are as long as names can be are copied and saved as others are. */
class LongNamesTest {

  private static final String LONG = "n".repeat(Name.MAX_LENGTH);
  private static final String WIDE = "\u00fc".repeat(Name.MAX_LENGTH / 2) + "x";
  private static final String BESIDE = "other";

  @TempDir private Path root;
  private Path volume = Path.of("/");

  @BeforeEach
  void make() throws IOException {
    volume = root.resolve("volume");
    try (Volume open = VolumeRig.open(volume)) {
      Ino directory = VolumeRig.directory(open, Ino.ROOT, "d");
      VolumeRig.file(open, directory, LONG, "a long name");
      VolumeRig.file(open, directory, WIDE, "a wide name");
      VolumeRig.file(open, Ino.ROOT, LONG, "at the top");
      VolumeRig.file(open, Ino.ROOT, BESIDE, BESIDE);
      open.force(open.appended());
    }
  }

  private static void assertCopied(Path copy) throws IOException {
    assertEquals(List.of("d", LONG, BESIDE), names(copy));
    assertEquals(List.of(LONG, WIDE), names(copy.resolve("d")));
    assertEquals("a long name", Files.readString(copy.resolve("d").resolve(LONG)));
    assertEquals("a wide name", Files.readString(copy.resolve("d").resolve(WIDE)));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(each -> String.valueOf(each.getFileName())).sorted().toList();
    }
  }

  @Test
  void export_ofTheLongestNames_hasThemAll() throws IOException {
    run("export", volume, root.resolve("out")).with(0).saying("4 files in 2 directories");
    assertCopied(root.resolve("out"));

    run("replay", volume, "--into", root.resolve("into")).with(0);
    assertCopied(root.resolve("into"));
  }

  @Test
  void export_ofLongNamesThatCannotBeSpelled_keepsThemApart() throws IOException {
    long ino = 100;
    for (byte[] name : List.of(bytes(255, 1), bytes(255, 2), bytes(1, 0xff))) {
      var _ = VolumeRig.append(volume, made(++ino, new Name(name)));
    }
    var _ = VolumeRig.append(volume, made(++ino, new Name("\\xff")));

    run("export", volume, root.resolve("out")).with(0).saying("8 files in 2 directories");

    assertEquals(7, names(root.resolve("out")).size());
    assertTrue(names(root.resolve("out")).contains("\\xff"));
  }

  private static FileCreated made(long ino, Name name) {
    return new FileCreated(new Ino(ino), Ino.ROOT, name, new Attributes(0644, 1000, 1000));
  }

  private static byte[] bytes(int length, int last) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0xff);
    bytes[length - 1] = (byte) last;
    return bytes;
  }

  @Test
  void incompleteFiles_ofLongNamesThatEndDifferently_areSetApartUnderShorterOnes()
      throws IOException {
    try (Volume open = VolumeRig.open(volume)) {
      String alike = LONG.substring(1) + "m";
      VolumeRig.file(open, Ino.ROOT, alike, "alike");
      for (String name : List.of(LONG, alike)) {
        Ino ino = open.view().child(Ino.ROOT, new Name(name)).orElseThrow();
        VolumeRig.write(open, ino, 100, "more");
      }
      open.force(open.appended());
    }
    flipBytes("more".length());

    run("export", volume, root.resolve("out")).with(4).complaining("4 bytes at offset 100");

    List<String> apart =
        names(root.resolve("out")).stream().filter(n -> n.endsWith(".incomplete")).toList();
    assertEquals(2, apart.size(), apart::toString);
    assertTrue(apart.getFirst().startsWith("n".repeat(200)), apart::toString);
  }

  private void flipBytes(int length) throws IOException {
    int flipped = 0;
    for (ReadEntry read : VolumeRig.entries(volume)) {
      for (Event event : read.entry().events()) {
        if (event instanceof BytesWritten w && w.data().length() == length) {
          Path file = volume.resolve("segments/%08d.segment".formatted(w.data().segment()));
          VolumeRig.flip(file, w.data().offset(), 1);
          flipped++;
        }
      }
    }
    assertTrue(flipped > 0);
  }

  @Test
  void recover_ofAHurtFileOfALongName_makesTheVolume() throws IOException {
    flipBytes("at the top".length());

    run("recover", volume, "--into", root.resolve("new")).with(4).saying("lost+found/inode-");

    assertEquals(1, found("-n").size());
    run("verify", root.resolve("new"), "--full").with(0);
  }

  private List<String> found(String part) throws IOException {
    return names(root.resolve("new/lost+found")).stream().filter(n -> n.contains(part)).toList();
  }

  @Test
  void recover_ofFilesOfLongNamesWithoutAPlace_makesTheVolume() throws IOException {
    long at = flipFrame(e -> e instanceof DirectoryMade made && made.name().equals(new Name("d")));

    run("recover", volume, "--into", root.resolve("new"), "--skip", at)
        .with(4)
        .saying("has lost its place: lost+found/inode-");

    List<String> named = found("-n");
    assertEquals(1, named.size(), named::toString);
    Path file = root.resolve("new/lost+found").resolve(named.getFirst());
    assertEquals("a long name", Files.readString(file, UTF_8));
    assertEquals(1, found("-\u00fc").size());
    run("verify", root.resolve("new"), "--full").with(0);
  }

  private long flipFrame(Predicate<Event> of) throws IOException {
    for (ReadEntry read : VolumeRig.entries(volume)) {
      if (read.entry().events().stream().anyMatch(of)) {
        var place = read.frame().place();
        VolumeRig.flip(place.file(), place.offset() + 60, 8);
        return read.entry().position().value();
      }
    }
    throw new IllegalStateException("no such entry");
  }
}
