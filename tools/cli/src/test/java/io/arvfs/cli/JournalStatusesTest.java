package io.arvfs.cli;

import static io.arvfs.cli.JournalRun.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.cli.journal.ReadEntry;
import io.arvfs.cli.journal.VolumeRig;
import io.arvfs.fs.Volume;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.host.FileDisk;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What each verb prints and ends with, on volumes sound and damaged. */
class JournalStatusesTest {

  @TempDir private static Path made;
  @TempDir private Path root;
  private Path volume = Path.of("/");

  @BeforeAll
  static void makeOnce() throws IOException {
    VolumeRig.killed(made.resolve("live"), made.resolve("killed"));
  }

  @BeforeEach
  void make() throws IOException {
    volume = root.resolve("volume");
    VolumeRig.copy(made.resolve("killed"), volume);
  }

  private void damage(long position) throws IOException {
    VolumeRig.damage(volume, position);
  }

  private void damageBytes(int length) throws IOException {
    for (ReadEntry read : VolumeRig.entries(volume)) {
      for (var event : read.entry().events()) {
        if (event instanceof BytesWritten w && w.data().length() == length) {
          VolumeRig.flip(
              volume.resolve("segments/%08d.segment".formatted(w.data().segment())),
              w.data().offset(),
              1);
        }
      }
    }
  }

  @Test
  void index_ofAnotherVersion_isSaidInALineAndTheRestIsDone() throws IOException {
    VolumeRig.indexOfAnotherVersion(volume);

    run("verify", volume).with(0).saying("another version of arv-fs made the index").saying("ok");
    JournalRun replayed = run("replay", volume).with(0).saying("\nequal\n");
    assertEquals(1, replayed.err().lines().count(), replayed::toString);
    replayed.complaining("the next mount makes it again");
  }

  @Test
  void soundVolume_givesZeroEverywhereAndIsNotWritten() throws IOException {
    List<String> before = VolumeRig.listing(volume);

    int entries = VolumeRig.entries(volume).size();
    JournalRun listed = run("inspect", volume, "--json").with(0);
    assertEquals(entries, listed.out().lines().count());
    run("inspect", volume, "--summary").with(0).saying("last " + entries);
    run("inspect", volume, "--summary", "--json").with(0).saying("\"entries\":" + entries);
    run("show", volume, 3).with(0).saying("kind DirectoryMade").saying("inode 2 (none) -> /a b");
    run("show", volume, 3, "--json").with(0).saying("\"epoch\":1");
    run("verify", volume, "--full").with(0).saying("\nok\n");
    run("verify", volume, "--json")
        .with(0)
        .saying("\"last\":" + entries)
        .saying("\"index\":{\"state\":\"equal\",\"position\":");
    String tree = VolumeRig.tree(volume);
    run("replay", volume, "--assert", tree).with(0).saying("\ntree " + tree + "\n");
    run("export", volume, root.resolve("out")).with(0).saying("as of position " + entries);
    run("recover", volume, "--into", root.resolve("new")).with(0).saying("entries saved: ");

    assertEquals(before, VolumeRig.listing(volume));
    assertEquals("1\n", Files.readString(root.resolve("out/a b/one")));
  }

  @Test
  void durableEntry_thatIsDamaged_givesFour() throws IOException {
    damage(5);

    run("inspect", volume).with(4).complaining("the entry 5 cannot be read");
    run("inspect", volume, "--summary").with(4).complaining("the entry 5 cannot be read");
    run("show", volume, 5).with(4).complaining("--skip 5");
    run("show", volume, 6).with(0);
    run("verify", volume).with(4).saying("the entry 5 cannot be read");
    run("replay", volume).with(4).saying("\nposition 4\n");
    run("export", volume, root.resolve("out")).with(4).saying("as of position 4");
    run("recover", volume, "--into", root.resolve("all"))
        .with(4)
        .saying("the index alone tells what came of them");
    VolumeRig.delete(volume.resolve("index"));
    run("recover", volume, "--into", root.resolve("new")).with(4).saying("entries saved: 4\n");
  }

  @Test
  void volume_thatLostItsLog_isOneOfWhichTheRestIsSaved() throws IOException {
    VolumeRig.delete(volume.resolve("log"));

    run("verify", volume).with(4).saying("the log has no entry");
    run("inspect", volume).with(4).complaining("the log has no entry");
    run("recover", volume, "--into", root.resolve("new")).with(4).saying("as the index tells");
    run("verify", root.resolve("new")).with(0);
  }

  @Test
  void lastEntry_thatNothingPromised_givesThree() throws IOException {
    int last = VolumeRig.entries(volume).size();
    damage(last);

    run("inspect", volume).with(3).complaining("the entry " + last + " cannot be read");
    run("verify", volume, "--quick").with(3);
    run("recover", volume, "--into", root.resolve("new")).with(3);
  }

  @Test
  void bytes_thatAreWrong_giveFourWhereTheyAreRead() throws IOException {
    damageBytes(100);

    run("verify", volume).with(0);
    run("verify", volume, "--full").with(4).saying("100 bytes of two, written by the entry");
    run("export", volume, root.resolve("out")).with(4).complaining("two: 100 bytes at offset 1000");
    assertTrue(Files.exists(root.resolve("out/two.incomplete")));
    assertFalse(Files.exists(root.resolve("out/two")));
    run("replay", volume, "--into", root.resolve("into")).with(4).complaining("two: 100 bytes");
    assertEquals(5000, Files.size(root.resolve("into/two")));
    run("recover", volume, "--into", root.resolve("new")).with(4).saying("lost+found/inode-");
  }

  @Test
  void export_ofAnEarlierMoment_hasThatMoment() throws IOException {
    run("export", volume, root.resolve("out"), "--at", 5, "a b/").with(0);
    assertEquals("1\n", Files.readString(root.resolve("out/a b/one")));
    run("export", volume, root.resolve("more"), "nowhere").with(1).complaining("/nowhere");
    run("export", volume, root.resolve("x"), "--at", 4000).refusing("--at 4000 is not kept");
    run("export", volume, root.resolve("x"), "--at", "9999d").refusing("before the first entry");
    run("export", volume, root.resolve("x"), "--at", "then").refusing("then is no time");
    run("export", volume, root.resolve("dry"), "--dry-run").with(0).saying("would write");
    assertFalse(Files.exists(root.resolve("dry")));
  }

  @Test
  void replay_intoAnIndex_leavesOneThatIsEqual() throws IOException {
    Path index = root.resolve("index");
    run("replay", volume, "--index", index).with(0);
    run("replay", volume, "--index", index).refusing("is not empty");
    run("replay", volume, "--to", 5, "--assert", "0".repeat(64)).with(1).saying("position 5\n");
    assertTrue(Files.exists(index.resolve("CURRENT")));
    run("replay", volume, "--index", volume.resolve("index2")).refusing("is in the volume");
  }

  @Test
  void replay_thatIsRefused_leavesNoIndex() throws IOException {
    Path index = root.resolve("index");
    run("replay", volume, "--index", index, "--to", 4000).refusing("--to 4000 is not kept");
    assertFalse(Files.exists(index));
    run("replay", volume, "--index", index, "--into", root.resolve("./index"))
        .refusing("--index and --into name one directory");

    Path made = Files.createDirectory(index);
    run("replay", volume, "--index", index, "--to", 4000).refusing("--to 4000 is not kept");
    try (Stream<Path> left = Files.list(made)) {
      assertEquals(List.of(), left.toList());
    }
    run("replay", volume, "--index", index, "--to", 5).with(0);
    assertTrue(Files.exists(index.resolve("CURRENT")));
  }

  @Test
  void volume_thatIsHeld_isNotRecovered() throws IOException {
    Path lock = Files.createFile(volume.resolve("lock"));
    Process holder =
        new ProcessBuilder(
                "python3",
                "-c",
                "import fcntl,sys\nf=open(sys.argv[1],'w')\nfcntl.lockf(f,fcntl.LOCK_EX)\n"
                    + "print('held',flush=True)\nsys.stdin.read()",
                lock.toString())
            .start();
    assertEquals("held", Objects.requireNonNull(holder.inputReader()).readLine());

    run("recover", volume, "--into", root.resolve("new")).with(5).complaining("holds the journal");
    run("verify", volume).with(0);

    holder.destroyForcibly();
  }

  @Test
  void refusals_areOneLine() throws IOException {
    Path full = Files.createDirectory(root.resolve("full"));
    Files.createFile(full.resolve("f"));
    run("export", volume, full).refusing("is not empty");
    run("export", volume, full, "--yes").with(0);
    run("recover", volume, "--into", full, "--yes").refusing("is not empty");
    run("recover", volume).refusing("--into");
    run("export", volume, volume.resolve("out")).refusing("is in the volume");
    run("show", volume, 4000).refusing("there is no entry 4000; the journal has 1 to");
    run("inspect", volume, "--kind", "Nonsense").refusing("--kind Nonsense is none of");
    run("inspect", volume, "--state", "odd").refusing("--state odd is none of");
    run("inspect", volume, "--since", "whenever").refusing("whenever is no time");
    run("inspect", volume, "--path", "a[b").refusing("no ] after the [");
    run("inspect", volume, "--limit", 0).refusing("--limit 0");
    run("inspect", volume, "--follow", "--reverse").refusing("--follow");
    run("verify", volume, "--quick", "--full").refusing("exclude each other");
    run("replay", volume, "--assert", "12").refusing("--assert 12 is no digest");
  }

  @Test
  void help_ofEveryCommand_hasItsStatusesAndAnExample() {
    for (Object program : List.of(new ArvFs(), new ArvFsJournal())) {
      CommandLine line = new CommandLine(program);
      List<CommandLine> all = new ArrayList<>(line.getSubcommands().values());
      all.add(line);
      for (CommandLine each : all) {
        String help = each.getUsageMessage();
        boolean both = help.contains("Exit status:") && help.contains("Example");
        assertTrue(both || each.getCommandName().equals("help"), help);
      }
    }
  }

  @Test
  void target_thatCannotBeRead_isUsageWithWhatToDo() throws IOException {
    run("verify", root.resolve("none")).refusing("none does not exist", "arv-fs status");
    run("verify", root.resolve("none/deeper")).refusing("deeper does not exist");
    Path file = Files.createFile(root.resolve("file"));
    run("inspect", file).refusing("file is neither", "a volume's directory");
    run("inspect", root).refusing("is neither a mount point");
    VolumeRig.delete(volume.resolve("segments"));
    Files.createFile(volume.resolve("segments"));
    run("verify", volume).refusing("segments is in the place of a directory");
  }

  @Test
  void log_withoutItsBeginning_isDamageToEveryVerb() throws IOException {
    Files.delete(VolumeRig.entries(volume).getFirst().frame().place().file());
    String index = "the index alone tells what was before";

    run("inspect", volume).with(3).complaining(index).saying("FileCreated");
    run("inspect", volume, "--reverse", "--limit", 1).with(3).complaining(index);
    run("inspect", volume, "--summary").with(3).complaining(index);
    run("replay", volume).with(3).complaining(index).saying("\nequal\n");
    run("export", volume, root.resolve("out")).with(3).complaining(index);
    assertEquals("1\n", Files.readString(root.resolve("out/a b/one")));

    VolumeRig.delete(volume.resolve("index"));
    String none = "neither a checkpoint nor the index tells what was before";
    run("inspect", volume).with(4).complaining(none).complaining("recover " + volume);
    run("replay", volume).with(4).complaining(none);
    run("verify", volume, "--quick").with(4).saying(none);
    run("recover", volume, "--into", root.resolve("new"))
        .with(4)
        .saying("bytes of files alone")
        .saying("f3 has lost its place: lost+found/inode-");
  }

  @Test
  void filters_thatNothingCanPass_areRefusedWithWhatWould() {
    run("inspect", volume, "--from", 9, "--to", 3).refusing("--from 9 is after --to 3");
    run("inspect", volume, "--from", 0).refusing("--from 0 is no position; they begin at 1");
    run("inspect", volume, "--to", 0).refusing("--to 0 is no position; they begin at 1");
    run("inspect", volume, "--since", "1h", "--until", "2h").refusing("--since 1h is not before");
    run("inspect", volume, "--inode", 0).refusing("--inode 0 is none");
    run("inspect", volume, "--collection", "mine").refusing("--collection mine", "-4zz18-");
    run("inspect", volume, "--state", "sent,unsent").refusing("no entry is both");
    run("inspect", volume, "--state", "lost").refusing("none of forced, unforced, sent, unsent");
    run("inspect", volume, "--kind", "Nonsense")
        .refusing("is none of AttributesSet, BytesLapsed", "Mark");
    run("inspect", volume, "--follow", "--state", "forced").refusing("--follow", "--state");
    run("inspect", volume, "--summary", "--from", 3).refusing("--summary is of all entries");
    run("inspect", volume, "--summary", "--limit", 3).refusing("--summary is of all entries");
    run("replay", volume, "--to", 4000).refusing("--to 4000 is not kept; the journal has 1 to");
  }

  @Test
  @Timeout(20)
  void follow_ofWhatIsOver_ends() {
    run("inspect", volume, "--follow", "--to", 3).with(0).saying("\n3  ");
    run("inspect", volume, "--follow", "--until", "2h").with(0);
    run("inspect", volume, "--follow", "--since", "2h", "--until", "1h").with(0);
  }

  @Test
  void index_thatIsDamagedOrMissing_isSaidWhereItWouldBeCompared() throws IOException {
    String tree = VolumeRig.tree(volume);
    Path index = volume.resolve("index");
    try (Stream<Path> files = Files.list(index)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".sst")).toList()) {
        VolumeRig.flip(file, Files.size(file) / 3, 0xff);
      }
    }
    run("replay", volume)
        .with(3)
        .saying("\ntree " + tree + "\nindex ")
        .saying("\ndiffers\n")
        .complaining("the index cannot be read");
    run("verify", volume).with(3).saying("the index cannot be read");

    VolumeRig.delete(index);
    run("replay", volume).with(0).complaining("there is no index to compare the tree with");
    run("verify", volume).with(0).saying("index none");
  }

  @Test
  void index_ofWhichTheFirstBlockIsDamaged_isSaidToBe() throws IOException {
    try (Volume open = VolumeRig.open(volume)) {
      VolumeRig.file(open, Ino.ROOT, "more", "more");
    }
    List<Path> tables =
        new FileDisk()
            .list(volume.resolve("index")).stream()
                .filter(file -> file.toString().endsWith(".sst"))
                .toList();
    int seen = 0;
    for (Path table : tables) {
      VolumeRig.flip(table, 10, 0xff);
      JournalRun ran = run("replay", volume);
      if (ran.status() > 0) { // Else nothing stands there that is read.
        ran.with(3).saying("\ndiffers\n").complaining("the index cannot be read");
        seen++;
      }
      VolumeRig.flip(table, 10, 0xff);
    }
    assertTrue(seen > 1, tables + " were never read");
  }

  @Test
  void index_thatIsMissing_isNoDifferenceInATrimmedVolumeEither() throws IOException {
    Path trimmed = root.resolve("trimmed");
    VolumeRig.trimmed(trimmed);
    run("replay", trimmed).with(0).saying("\nequal\n");

    VolumeRig.delete(trimmed.resolve("index"));

    run("replay", trimmed).with(0).saying("\nequal\n").complaining("there is no index");
    run("replay", trimmed, "--to", 5).refusing("--to 5 is before all that can be shown");
    run("export", trimmed, root.resolve("out"), "--at", 5).refusing("--at 5 is before all");
  }

  @Test
  void export_ofThePast_saysWhichBytesAreNotKept() throws IOException {
    try (Volume open = VolumeRig.open(volume)) {
      VolumeRig.replaceAll(open);
    }
    Files.delete(volume.resolve("segments/00000001.segment"));

    run("verify", volume).with(0);
    run("export", volume, root.resolve("now")).with(0);
    run("export", volume, root.resolve("then"), "--at", 8)
        .with(1)
        .complaining("a b/one: 2 bytes at offset 0 are not kept any more");
  }

  @Test
  void commandLine_thatIsWrong_isToldInPlainWords() {
    run("bogus")
        .refusing("unknown command bogus; the commands are inspect, show, verify,", "--help");
    run().refusing("a command is missing: one of inspect, show");
    run("help", "bogus").refusing("unknown command bogus; the commands are inspect");
    run("inspect", volume, "--bogus").refusing("unknown option --bogus; inspect takes", "--since");
    run("inspect", volume, "more").refusing("more is one argument too many");
    run("inspect").refusing("TARGET is missing");
    run("show", volume).refusing("POSITION is missing");
    run("recover", volume).refusing("--into NEWDIR is missing");
    run("inspect", volume, "--to").refusing("--to needs a value: POSITION");
    run("inspect", volume, "--to", "abc").refusing("--to abc is no whole number");
    run("show", volume, "9".repeat(30)).refusing("POSITION 999", "is no whole number");
    run("inspect", volume, "--to", 3, "--to", 4).refusing("--to is given twice");
    run("inspect", volume, "--inode", "x").refusing("--inode x is no whole number");
  }

  @Test
  void stdout_thatIsFull_isAnError() {
    for (Object[] words :
        List.of(
            new Object[] {"inspect", volume},
            new Object[] {"verify", volume},
            new Object[] {"replay", volume},
            new Object[] {"inspect", "--help"})) {
      JournalRun ran = run(failing("No space left on device"), words).with(1);
      assertEquals(1, ran.err().lines().count(), ran::toString);
      ran.complaining("the results could not all be written to stdout: No space left");

      run(new BufferedOutputStream(failing("No space left on device")), words).with(1);
      run(failing("Broken pipe"), words).with(0);
    }
  }

  private static OutputStream failing(String why) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(why);
      }
    };
  }

  private void entryOfANewerVersion(boolean covered) throws IOException {
    int last = VolumeRig.entries(volume).size();
    VolumeRig.appendOfNewerVersion(volume, covered);
    String what = "kind 200 is unknown; a newer arv-fs wrote it";

    run("inspect", volume).with(1).complaining(what);
    run("verify", volume).with(1).saying(what).saying("1 finding");
    Path saved = root.resolve("saved");
    JournalRun refused = run("recover", volume, "--into", saved).with(1);
    assertEquals(1, refused.err().lines().count(), refused::toString);
    refused.complaining("the entry " + (last + 1) + " of the volume " + volume).complaining(what);
    assertFalse(Files.exists(saved));
    IOException of = assertThrows(IOException.class, () -> VolumeRig.open(volume));
    String mount = String.valueOf(of.getMessage());
    assertEquals("arv-fs-journal: " + mount, refused.err().strip(), "a mount says the same");
    assertTrue(mount.endsWith("; use the arv-fs that wrote it"), mount);
  }

  @Test
  void entryOfANewerVersion_isNoDamageAndNothingIsMadeOfIt() throws IOException {
    entryOfANewerVersion(false);
  }

  @Test
  void entryOfANewerVersion_thatIsDurable_isNoDamageEither() throws IOException {
    entryOfANewerVersion(true);
  }

  @Test
  void advice_namesTheTargetAsItIsTyped() throws IOException {
    damage(5);
    Path spaced = Files.move(volume, root.resolve("a volume"));

    run("verify", spaced).with(4).saying("recover '" + spaced + "' --into NEWDIR --skip 5");
    run("inspect", spaced).with(4).complaining("recover '" + spaced + "' --into NEWDIR --skip 5");
    JournalRun json = run("verify", "--json", spaced).with(4);
    assertFalse(json.out().contains("TARGET"), json::toString);
  }

  @Test
  void volume_ofManyStarts_canBeOpenedAfterARecovery() throws IOException {
    run("recover", volume, "--into", root.resolve("new")).with(0);
    try (Volume again = VolumeRig.open(root.resolve("new"))) {
      assertTrue(again.poison().isEmpty());
    }
    run("verify", root.resolve("new"), "--full").with(0);
  }
}
