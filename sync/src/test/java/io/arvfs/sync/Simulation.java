package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One seed's life of a volume: random commands, other writers on other paths, faults, deaths. Then
 * faults stop, and the cluster must hold what the volume shows and what the others wrote. Confined
 * to one thread.
 */
final class Simulation {

  private static final int STEPS = 60;
  private static final List<String> NAMES = List.of("a", "b", "c", "d e", "f");

  /** Where the others write: nothing of ours, so nothing is ever held. */
  private static final String THEIRS = "theirs";

  private static final List<Map.Entry<String, String>> FAULTS =
      List.of(
          Map.entry("update-lost", "1"),
          Map.entry("update-twice", "1"),
          Map.entry("update-zombie", "300*1"),
          Map.entry("update-zombie", "9000*1"),
          Map.entry("update-zombie", "90000*1"),
          Map.entry("update-status-after", "500*1"),
          Map.entry("update-status-after", "422*1"),
          Map.entry("update-status", "403*1"),
          Map.entry("update-status", "422*1"),
          Map.entry("api-cut", "2"),
          Map.entry("api-cut", "always@PATCH"),
          Map.entry("api-502", "1"),
          Map.entry("api-503", "3@PATCH"),
          Map.entry("keep-cut", "1"),
          Map.entry("keep-put-status", "503*2"),
          Map.entry("keep-put-status", "507*2"),
          Map.entry("foreign-write", "/" + THEIRS + "/x*1"),
          Map.entry("foreign-write", "/" + THEIRS + "/y*2"));

  private final Cell cell;
  private final Random random;
  private final String uuid;
  private final SyncedVolume volume;
  private final List<String> story = new ArrayList<>();
  private int writes;
  private boolean cutsPower;

  private Simulation(Cell cell, long seed) throws IOException {
    this.cell = cell;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.uuid = cell.collection();
    this.volume = new SyncedVolume(cell, uuid);
    this.cutsPower = random.nextBoolean();
  }

  /** Lives through one seed. */
  static void run(Cell cell, long seed) throws Exception {
    Simulation simulation = new Simulation(cell, seed);
    try {
      simulation.live();
      simulation.end();
    } catch (AssertionError | Exception e) {
      throw new AssertionError("seed " + seed + ": " + String.join("; ", simulation.story), e);
    } finally {
      cell.noFaults();
      simulation.volume.close();
    }
  }

  private void live() throws Exception {
    cell.foreignPut(uuid, THEIRS + "/first", "theirs");
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(12)) {
        case 0, 1 -> sync(0);
        case 2 -> sync(1 + random.nextInt(40));
        case 3 -> foreignWrite();
        case 4 -> fault();
        case 5 -> die();
        case 6 -> pass();
        default -> command();
      }
    }
  }

  /** A user's command; what cannot be done is not done. */
  private void command() {
    String path = path();
    try {
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> told("write " + path, () -> volume.write(path, bytes()));
        case 3 ->
            told("write in " + path, () -> volume.writeAt(path, random.nextInt(900), bytes()));
        case 4 -> told("truncate " + path, () -> volume.truncate(path, random.nextInt(700)));
        case 5 -> told("mkdir " + path, () -> volume.makeDirectory(path));
        case 6 -> told("remove " + path, () -> volume.remove(path));
        default -> rename(path, path());
      }
    } catch (IOException e) {
      story.add("(" + e.getMessage() + ")");
    }
  }

  private void rename(String from, String to) throws IOException {
    told("rename " + from + " to " + to, () -> volume.rename(from, to));
  }

  private interface Deed {
    void run() throws IOException;
  }

  private void told(String what, Deed deed) throws IOException {
    story.add(what);
    deed.run();
  }

  /** One that is there, two times of three. */
  private String path() {
    List<String> there = volume.paths().stream().filter(p -> !p.startsWith(THEIRS)).toList();
    if (!there.isEmpty() && random.nextInt(3) > 0) {
      String path = there.get(random.nextInt(there.size()));
      return random.nextInt(4) == 0 ? path + "/" + name() : path;
    }
    StringBuilder path = new StringBuilder(name());
    while (random.nextInt(3) == 0) {
      path.append('/').append(name());
    }
    return path.toString();
  }

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private byte[] bytes() {
    byte[] bytes = new byte[1 + random.nextInt(300)];
    random.nextBytes(bytes);
    bytes[0] = (byte) ++writes;
    return bytes;
  }

  /** Syncs; perhaps commands come meanwhile; dies before the nth act unless that is 0. */
  private void sync(int fatal) throws Exception {
    story.add(fatal == 0 ? "sync" : "sync, dying before act " + fatal);
    String meanwhile = List.of("look", "put", "commit", "versions", "never").get(random.nextInt(5));
    boolean[] once = {false};
    volume
        .fate()
        .watch(
            act -> {
              if (act.equals(meanwhile) && !once[0]) {
                once[0] = true;
                command();
              }
            });
    volume.fate().dieBefore(fatal);
    Outcome outcome = volume.sync();
    story.add(outcome.isDone() ? "done" : outcome.left().toString());
    volume.fate().watch(_ -> {});
    volume.fate().dieBefore(0);
    if (volume.fate().isDead()) {
      volume.kill();
    }
  }

  private void foreignWrite() throws IOException {
    Map<String, String> faults = cell.cluster.cluster().faults().all();
    cell.noFaults();
    String name = THEIRS + "/" + name();
    story.add("others write " + name);
    cell.foreignPut(uuid, name, "theirs " + ++writes);
    cell.cluster.faults(faults);
  }

  private void fault() {
    Map.Entry<String, String> fault = FAULTS.get(random.nextInt(FAULTS.size()));
    story.add(fault.toString());
    cell.fault(fault.getKey(), fault.getValue());
  }

  private void die() throws IOException {
    SortedMap<String, String> before = volume.tree();
    String digest = volume.digest();
    if (cutsPower && random.nextBoolean()) {
      story.add("power cut");
      volume.force();
      volume.cutPower(random.nextLong());
    } else {
      story.add("kill");
      volume.kill();
    }
    assertEquals(before, volume.tree());
    assertEquals(digest, volume.digest());
  }

  private void pass() {
    Duration time = Duration.ofMillis(random.nextInt(20_000));
    story.add(time + " pass");
    cell.time.pass(time);
  }

  /** Faults stop: what is still on its way arrives, and everything comes to rest. */
  private void end() throws Exception {
    cell.noFaults();
    story.add("the end");
    SortedMap<String, String> ours = ours(volume.tree());
    boolean resting = false;
    for (int i = 0; i < 4 || !resting; i++) {
      assertTrue(i < 10, "it never comes to rest");
      cell.time.pass(Duration.ofMinutes(1));
      Outcome outcome = volume.sync();
      story.add(outcome.isDone() ? "done" : outcome.left().toString());
      resting = outcome.isDone();
    }
    assertEquals(ours, ours(volume.tree()));
    assertTrue(volume.isClean());
    assertEquals(cell.tree(uuid), volume.tree());
    assertEquals("theirs", volume.tree().get(THEIRS + "/first"));
    String digest = volume.digest();
    volume.kill();
    assertEquals(digest, volume.digest());
    assertEquals(Outcome.DONE, volume.sync());
    assertEquals(cell.tree(uuid), volume.tree());
  }

  private static SortedMap<String, String> ours(SortedMap<String, String> tree) {
    SortedMap<String, String> ours = new TreeMap<>(tree);
    ours.keySet().removeIf(path -> path.startsWith(THEIRS + "/"));
    return ours;
  }
}
