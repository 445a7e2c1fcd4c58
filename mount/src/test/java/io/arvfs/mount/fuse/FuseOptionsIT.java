package io.arvfs.mount.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What each choice does to a mount. */
@Timeout(60)
class FuseOptionsIT {

  private static final FuseOptions OPTIONS = FuseOptions.of("test").withLoopThreads(2);

  @TempDir private Path point;

  @Test
  void mount_thatIsReadOnly_refusesChanges() throws Exception {
    try (Mounted mounted = Mounted.at(point, new HeapTree(), OPTIONS.withReadOnly(true))) {
      Mounted.Ran ran = mounted.bash(": >f");

      assertTrue(ran.output().contains("Read-only file system"), ran.output());
    }
  }

  @Test
  void attributes_trustedForLong_areAskedForAgainWhenInvalidated() throws Exception {
    HeapTree tree = new HeapTree();
    FuseOptions options = OPTIONS.withTimeouts(Duration.ofHours(1), Duration.ofHours(1));
    try (Mounted mounted = Mounted.at(point, tree, options)) {
      Path file = Files.createFile(mounted.root().resolve("f"));
      assertEquals(0, Files.size(file));
      long asked = tree.getattrs.get();
      for (int i = 0; i < 10; i++) {
        assertEquals(0, Files.size(file));
      }
      assertEquals(asked, tree.getattrs.get(), "answered from the kernel's memory");

      tree.overwrite(new Ino(2), new byte[20]);
      mounted.session().invalidateNode(new Ino(2));

      awaitSize(file, 20);
    }
  }

  @Test
  void directory_trustedForLong_isForgottenOnceInvalidated() throws Exception {
    HeapTree tree = new HeapTree();
    FuseOptions options = OPTIONS.withDirectoryTimeout(Duration.ofHours(1));
    try (Mounted mounted = Mounted.at(point, tree, options)) {
      Path directory = Files.createDirectory(mounted.root().resolve("d"));
      assertEquals(Answer.done(), tree.rmdir(Ino.ROOT, new Name("d")));
      assertTrue(Files.exists(directory), "the kernel trusts what it knows");

      mounted.session().invalidateName(Ino.ROOT, new Name("d"));

      assertTrue(mounted.session().awaitInvalidated(Duration.ofSeconds(30)));
      assertFalse(Files.exists(directory));
    }
  }

  @Test
  void file_besideTrustedDirectories_isAskedForEachTime() throws Exception {
    HeapTree tree = new HeapTree();
    FuseOptions options = OPTIONS.withDirectoryTimeout(Duration.ofHours(1));
    try (Mounted mounted = Mounted.at(point, tree, options)) {
      Path file = Files.createFile(mounted.root().resolve("f"));
      assertEquals(0, Files.size(file));

      tree.overwrite(new Ino(2), new byte[20]);

      assertEquals(20, Files.size(file));
    }
  }

  /** Returns when the file has that size; the test's time limit is the other way out. */
  private static void awaitSize(Path file, long size) throws IOException {
    while (Files.size(file) != size) {
      Thread.onSpinWait();
    }
  }

  @Test
  void name_trustedForLong_isAskedForAgainWhenInvalidated() throws Exception {
    HeapTree tree = new HeapTree();
    FuseOptions options = OPTIONS.withTimeouts(Duration.ofHours(1), Duration.ofHours(1));
    try (Mounted mounted = Mounted.at(point, tree, options)) {
      Path file = Files.createFile(mounted.root().resolve("f"));
      assertEquals(Answer.done(), tree.unlink(Ino.ROOT, new Name("f")));
      assertTrue(Files.exists(file), "the kernel trusts what it knows");

      mounted.session().invalidateName(Ino.ROOT, new Name("f"));

      while (Files.exists(file)) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void extendedAttributes_ifChosen_areAskedFor() throws Exception {
    try (Mounted mounted =
        Mounted.at(point, new HeapTree(), OPTIONS.withExtendedAttributes(true))) {
      Path file = Files.createFile(mounted.root().resolve("f"));
      UserDefinedFileAttributeView view =
          Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
      ByteBuffer value = ByteBuffer.allocate(view.size("color"));
      view.read("color", value);

      assertEquals("red", new String(value.array(), StandardCharsets.US_ASCII));
      assertEquals("[color]", view.list().toString());
      assertThrows(IOException.class, () -> view.write("taste", ByteBuffer.wrap(new byte[] {1})));
    }
  }

  @Test
  void node_shownUnderAnotherNumber_hasThatNumber() throws Exception {
    HeapTree tree =
        new HeapTree() {
          @Override
          public synchronized Answer<Node> getattr(Ino ino, OptionalLong handle) {
            Node node = Node.of(ino, Kind.DIRECTORY, 0, 0755, 0, 0, 2, Instant.EPOCH);
            return Answer.given(shownAs(node, new Ino(77)));
          }
        };
    try (Mounted mounted = Mounted.at(point, tree, OPTIONS)) {
      assertEquals("77\n", mounted.bash("stat -c %i .").output());
    }
  }

  private static Node shownAs(Node node, Ino shown) {
    return new Node(
        node.ino(),
        shown,
        node.kind(),
        node.size(),
        node.mode(),
        node.uid(),
        node.gid(),
        node.links(),
        node.accessed(),
        node.modified(),
        node.changed(),
        node.blocks());
  }

  @Test
  void options_asTheLibraryTakesThem() {
    assertEquals(
        "default_permissions,subtype=arv-fs,fsname=a\\,b\\\\c,allow_other,ro",
        NativeSession.mountOptions(
            FuseOptions.of("a,b\\c").withAccess(Access.ALL).withReadOnly(true)));
    assertEquals(
        "default_permissions,subtype=arv-fs,fsname=a,allow_root",
        NativeSession.mountOptions(FuseOptions.of("a").withAccess(Access.ROOT)));
  }

  @Test
  void numbers_thatMakeNoSense_areRefused() {
    assertThrows(IllegalArgumentException.class, () -> OPTIONS.withLoopThreads(0));
    assertThrows(IllegalArgumentException.class, () -> OPTIONS.withGrace(Duration.ofNanos(-1)));
  }
}
