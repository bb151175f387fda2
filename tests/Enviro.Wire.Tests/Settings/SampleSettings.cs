namespace Enviro.Wire.Tests;

/// <summary>Settings as a deployment would write them, signed with the published test key in the authority's place.</summary>
internal static class SampleSettings
{
    internal const string Urn = "urn:dev:os:32473-0123a1b2c3d4e5f6ee";

    internal static SettingsDocument Make() => new()
    {
        Version = 3,
        Urn = Urn,
        Node = Sha256.HashData("node"u8.ToArray()),
        AuthorityKey = TestKey.PublicKey,
        Site = "屋顶 3 / Roof 3",
        SampleIntervalS = 300,
        SleepsBetweenSamples = true,
        Sensors =
        [
            new SensorSettings("bme280", 0, [], []),
            new SensorSettings("sps30", 0, [], []),
            new SensorSettings("ph", 1, [0, 1500, 3000], [1400, 700, 0]),
        ],
        Network = new NetworkSettings("field", "correct horse", "gateway.example.org", 8883, Sha256.HashData("certificate"u8.ToArray()), "pool.ntp.org"),
        GatewayKey = TestKey.PublicKey,
    };

    /// <summary>Deterministic (RFC 6979), so the same document is always the same bytes.</summary>
    internal static byte[] Sign(SettingsDocument document) => Sign(document.EncodeHeader(), document.EncodePayload());

    internal static byte[] Sign(byte[] header, byte[] payload)
    {
        byte[] signature = new byte[CoseSign1.SignatureLength];
        new P256().Sign(TestKey.D, TypedMessage.DigestOf(header, payload), signature);
        return TypedMessage.Sign1(header, payload, signature);
    }

    internal static bool Verifies(byte[] message)
    {
        SettingsDocument document = SettingsDocument.Parse(message, out TypedMessage envelope);
        return new P256().Verify(document.AuthorityKey, envelope.Digest(), envelope.Signature);
    }
}
