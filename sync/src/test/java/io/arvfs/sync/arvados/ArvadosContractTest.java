package io.arvfs.sync.arvados;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.BlockId;
import io.arvfs.sync.arvados.CommitAnswer.Refused;
import io.arvfs.sync.arvados.CommitAnswer.Saved;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What {@link Arvados} and {@link Keep} promise, whoever implements them. The user is an ordinary
 * one of a cluster that signs and keeps versions.
 */
abstract class ArvadosContractTest {

  private static final byte[] FOO = "foo".getBytes(UTF_8);
  private static final byte[] BAR = "bar!".getBytes(UTF_8);
  private static final String NOBODY = "zzzzz-4zz18-zzzzzzzzzzzzzzz";

  abstract Arvados arvados() throws IOException;

  abstract Keep keep() throws IOException;

  private CollectionRecord create(String name) throws IOException {
    return arvados().create(name, arvados().currentUser().uuid());
  }

  /** What a collection with this one file has for a manifest, without signatures. */
  private static String stored(String name, byte[] content) {
    return ". " + Md5.blockOf(content, content.length) + " 0:" + content.length + ":" + name + "\n";
  }

  private static String md5(String manifest) {
    return Md5.hex(manifest.getBytes(UTF_8));
  }

  private byte[] body(String name, byte[] content, String predictedMd5) throws IOException {
    Locator locator = keep().put(content, content.length);
    String text = ". " + locator + " 0:" + content.length + ":" + name + "\n";
    return CommitBody.of(Map.of("/" + name, "manifest_text/" + name), text, predictedMd5);
  }

  private Saved save(String uuid, String name, byte[] content, String resulting)
      throws IOException {
    CommitAnswer answer = arvados().commit(uuid, body(name, content, md5(resulting)));
    return assertInstanceOf(Saved.class, answer);
  }

  private static String unsigned(String manifest) {
    return manifest.replaceAll("\\+A[0-9a-f]{40}@[0-9a-f]{8}", "");
  }

  @Test
  void discover_ofTheCluster_saysWhatACommitNeeds() throws IOException {
    ClusterInfo cluster = arvados().discover();

    assertTrue(cluster.clusterId().matches("[0-9a-z]{5}"));
    assertTrue(cluster.blobSigning() && cluster.collectionVersioning());
    assertTrue(cluster.canReplaceFiles());
    assertTrue(cluster.requestTimeout().isPositive());
    assertTrue(cluster.isHomeOf(arvados().currentUser().uuid()));
  }

  @Test
  void create_new_isEmptyAndWritable() throws IOException {
    CollectionRecord created = create("created");

    SignedText text = new SignedText();
    CollectionRecord seen = arvados().fetch(created.uuid(), text);

    assertEquals("created", seen.name());
    assertEquals("d41d8cd98f00b204e9800998ecf8427e+0", seen.portableDataHash());
    assertEquals("", text.text());
    assertTrue(seen.isCurrentVersion());
  }

  @Test
  void create_takenName_isRefused() throws IOException {
    create("taken");

    RequestRefusedException thrown =
        assertThrows(RequestRefusedException.class, () -> create("taken"));

    assertTrue(thrown.isNameTaken(), thrown.getMessage());
  }

  @Test
  void look_unknown_throwsNoSuchCollection() {
    assertThrows(NoSuchCollectionException.class, () -> arvados().look(NOBODY));
  }

  @Test
  void commit_rightPrediction_isSavedAsPredicted() throws IOException {
    String uuid = create("right").uuid();
    String expected = stored("f", FOO);

    Saved saved = save(uuid, "f", FOO, expected);

    assertEquals(md5(expected) + "+" + expected.length(), saved.pdh());
    SignedText text = new SignedText();
    CollectionRecord seen = arvados().fetch(uuid, text);
    assertEquals(saved.pdh(), seen.portableDataHash());
    assertEquals(saved.version(), seen.version());
    assertEquals(saved.modifiedAt(), seen.modifiedAt());
    String manifest = text.text();
    assertEquals(expected, unsigned(manifest));
    assertFalse(manifest.equals(expected), "a fetched manifest is signed");
  }

  @Test
  void commit_wrongPrediction_isRefusedAndNamesTheRightOne() throws IOException {
    String uuid = create("wrong").uuid();

    CommitAnswer answer = arvados().commit(uuid, body("f", FOO, "0".repeat(32)));

    Refused refused = assertInstanceOf(Refused.class, answer);
    assertEquals(422, refused.status());
    assertEquals(Optional.of(md5(stored("f", FOO))), refused.computedHash());
    assertEquals(0, SignedText.of(arvados(), uuid).length());
  }

  @Test
  void commit_repeated_changesNothing() throws IOException {
    String uuid = create("repeated").uuid();
    byte[] body = body("f", FOO, md5(stored("f", FOO)));
    Saved first = assertInstanceOf(Saved.class, arvados().commit(uuid, body));

    Saved second = assertInstanceOf(Saved.class, arvados().commit(uuid, body));

    assertEquals(first.pdh(), second.pdh());
  }

  @Test
  void commit_toUnknownCollection_isRefused() throws IOException {
    CommitAnswer answer = arvados().commit(NOBODY, UnassertedBody.of(Map.of("/a", ""), ""));

    assertEquals(404, assertInstanceOf(Refused.class, answer).status());
  }

  @Test
  void commit_withoutSignature_isForbidden() throws IOException {
    String uuid = create("unsigned").uuid();
    keep().put(FOO, FOO.length);

    CommitAnswer answer =
        arvados()
            .commit(
                uuid,
                CommitBody.of(
                    Map.of("/f", "manifest_text/f"), stored("f", FOO), md5(stored("f", FOO))));

    assertEquals(403, assertInstanceOf(Refused.class, answer).status());
  }

  @Test
  void versionsAbove_afterTwoCommits_hasWhatTheSecondReplaced() throws IOException {
    String uuid = create("versions").uuid();
    Saved first = save(uuid, "f", FOO, stored("f", FOO));
    Saved second = save(uuid, "f", BAR, stored("f", BAR));

    List<CollectionRecord> versions = arvados().versionsAbove(uuid, second.version() - 2);

    assertEquals(
        List.of(first.pdh(), second.pdh()),
        versions.stream().map(CollectionRecord::portableDataHash).toList());
    assertEquals(uuid, versions.getLast().uuid());
    assertFalse(versions.getFirst().isCurrentVersion());
    assertEquals(stored("f", FOO), unsigned(SignedText.of(arvados(), versions.getFirst().uuid())));
    assertEquals(List.of(), arvados().versionsAbove(uuid, second.version()));
  }

  @Test
  void keep_fullBlock_comesBackAsItWas() throws IOException {
    byte[] block = new byte[BlockId.MAX_SIZE];
    new Random(7).nextBytes(block);

    Locator locator = keep().put(block, block.length);

    assertTrue(locator.expiry().isPresent());
    assertArrayEquals(block, keep().get(locator));
  }

  @Test
  void get_locatorOfAFetchedManifest_isReadable() throws IOException {
    String uuid = create("readable").uuid();
    save(uuid, "f", FOO, stored("f", FOO));
    String manifest = SignedText.of(arvados(), uuid);

    byte[] bytes = keep().get(Locator.parse(manifest.split(" ", 3)[1]));

    assertArrayEquals(FOO, bytes);
  }

  @Test
  void get_wrongSignature_throwsSignatureExpired() throws IOException {
    Locator locator = keep().put(FOO, FOO.length);
    String signature = locator.signature().orElseThrow();
    String wrong = signature.startsWith("0") ? "1" : "0";
    Locator forged =
        Locator.parse(
            locator.toString().replace("A" + signature, "A" + wrong + signature.substring(1)));

    assertThrows(SignatureExpiredException.class, () -> keep().get(forged));
  }

  @Test
  void get_withoutSignature_throwsSignatureExpired() throws IOException {
    Locator unsigned = keep().put(FOO, FOO.length).withoutSignature();

    assertThrows(SignatureExpiredException.class, () -> keep().get(unsigned));
  }
}
