import com.google.common.collect.Maps;
import io.trino.filesystem.local.LocalFileSystemFactory;
import io.trino.plugin.hive.InternalHiveConnectorFactory;
import io.trino.spi.Plugin;
import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorContext;
import io.trino.spi.connector.ConnectorFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trino's own Hive connector over a folder of this machine: `local:///…` is a path below the catalog's `local.root`. The
 * release leaves files to Hadoop's libraries or to a cloud's store, though it has what reads a folder.
 */
public class LocalHive implements Plugin {
  @Override
  public Iterable<ConnectorFactory> getConnectorFactories() {
    return List.of(new Factory());
  }

  private static class Factory implements ConnectorFactory {
    @Override
    public String getName() {
      return "local_hive";
    }

    @Override
    public Connector create(String catalog, Map<String, String> config, ConnectorContext context) {
      var files = new LocalFileSystemFactory(Path.of(config.get("local.root")));
      var hive = Maps.filterKeys(config, key -> !key.equals("local.root"));
      return InternalHiveConnectorFactory.createConnector(
          catalog, hive, context, binder -> {}, Optional.empty(), Optional.of(files), Optional.empty());
    }
  }
}
