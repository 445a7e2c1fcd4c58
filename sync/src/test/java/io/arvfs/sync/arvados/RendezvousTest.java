package io.arvfs.sync.arvados;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.journal.event.BlockId;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class RendezvousTest {

  private static final BlockId FOO = new BlockId("acbd18db4cc2f85cedef654fccc4a4d8", 3);

  private static KeepService service(String uuid) {
    return new KeepService(uuid, URI.create("http://x/"), "disk", false);
  }

  @Test
  void order_ofThreeServices_isByFallingWeight() {
    List<KeepService> services =
        List.of(
            service("zzzzz-bi6l4-000000000000000"),
            service("zzzzz-bi6l4-000000000000001"),
            service("zzzzz-bi6l4-000000000000002"));

    List<KeepService> order = Rendezvous.order(FOO, services);

    assertEquals(List.of(services.get(0), services.get(2), services.get(1)), order);
  }

  @Test
  void order_of28CharacterUuid_takesItsLast15() {
    KeepService longer = service("zzzzz-bi6l4-x000000000000000");
    KeepService other = service("zzzzz-bi6l4-000000000000002");

    assertEquals(List.of(longer, other), Rendezvous.order(FOO, List.of(other, longer)));
  }
}
