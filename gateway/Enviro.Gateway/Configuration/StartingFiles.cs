namespace Enviro.Gateway;

/// <summary>What <c>enviro-gateway init</c> writes: files that say what each of their members is.</summary>
internal static class StartingFiles
{
    internal const string Options =
        """
        // Configuration of a gateway, read when it starts. Members that are left out have the value shown.
        {
          // Names in the charter of a new chain and in this gateway's enrolment; fixed from the first start on.
          "deployment": "enviro",
          "name": "gateway",

          // The key that seals blocks. A TPM 2.0, or "file:keys/gateway.pem": a software key, for development.
          "key": "tpm:///dev/tpmrm0",

          // The key that signs challenges and attestations. Its public half goes to service-key.pub, for provisioning nodes.
          "serviceKey": "file:keys/service.pem",

          // Where nodes connect (MQTT). Nodes elsewhere need another address than loopback. null: not without TLS.
          "listenAddress": "127.0.0.1",
          "listenPort": 1883,

          // The same over TLS: usually 8883, and `enviro authority server-certificate` first. null: not over TLS; its address null: as above.
          "tlsPort": null,
          "tlsListenAddress": null,

          // Clients at a time, over both ports.
          "maxClients": 10000,

          // A block is sealed when so many entries wait, or when the first has waited so long, in seconds.
          "sealAfterEntries": 1024,
          "sealAfterS": 60,

          // Evidence is asked for again after so long, in seconds. And how often nodes sample; 0: as they are set up themselves.
          "attestationIntervalS": 21600,
          "sampleIntervalS": 0,

          // Where nodes that present themselves stand, in words: "urn:dev:…": "roof of the town hall".
          "sites": {},

          // "text" for people, "json" for a log collector.
          "logFormat": "text",

          // Nodes whose keys you know: { "urn": "urn:dev:…", "site": "roof", "publicKey": "X and Y, 128 hexadecimal digits", "assuranceLevel": 0 }.
          // Nodes with a certificate present themselves: see `enviro node pending`.
          "nodes": []
        }

        """;

    internal const string Policy =
        """
        // What nodes must show to be believed. The authorities that vouch for their keys are the certificates in trust/, one .pem file each.
        // Adopted when the gateway starts; `enviro policy show` prints what is in force.
        {
          // "manual": you approve each new node. "automatic": one with accepted evidence under a trusted authority is enrolled at once.
          "approval": "manual",

          // Firmware that nodes may run: { "name": "enviro-node", "version": "1.0.0", "digest": "SHA-256 of the image, 64 hexadecimal digits" }.
          "firmware": [],

          // Configurations that secure elements may have: { "name": "board-a", "digest": "64 hexadecimal digits" }.
          "configurations": []
        }

        """;

    /// <summary>Writes a file, readable by its owner only; one that is there already is left alone. Says whether it wrote.</summary>
    internal static bool Write(string path, string content)
    {
        if (File.Exists(path))
        {
            return false;
        }

        FileStreamOptions create = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using StreamWriter writer = new(path, create);
        writer.Write(content);
        return true;
    }
}
