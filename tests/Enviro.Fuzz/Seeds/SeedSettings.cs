using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Fuzz;

/// <summary>Settings documents as an authority signs them.</summary>
internal static class SeedSettings
{
    internal static byte[][] All()
    {
        SettingsDocument full = Make();
        full.Network = new NetworkSettings("field", "correct horse", "gateway.example.org", 8883, SeedMessages.Nonce, "pool.ntp.org");
        full.GatewayKey = SeedKey.Service.PublicKey;
        SettingsDocument bare = Make();
        bare.Network = new NetworkSettings("open field", "", "192.0.2.7", 1883, [], "");
        bare.SharedKey = SeedMessages.SharedKey;
        bare.SleepsBetweenSamples = false;
        bare.Sensors = [new SensorSettings("bme280", 0, [], [])];
        SettingsDocument timed = Make();
        timed.Network = new NetworkSettings("field", "correct horse", "gateway.example.org", 1883, [], "pool.ntp.org");
        timed.GatewayKey = SeedKey.Service.PublicKey;
        return [Sign(full), Sign(bare), Sign(timed)];
    }

    private static SettingsDocument Make() => new()
    {
        Version = 3,
        Urn = SeedMessages.Urn,
        Node = SeedKey.Node.Thumbprint,
        AuthorityKey = SeedKey.Authority.PublicKey,
        Site = "屋顶 3 / Roof 3",
        SampleIntervalS = 300,
        SleepsBetweenSamples = true,
        Sensors = [new SensorSettings("sps30", 0, [], []), new SensorSettings("ph", 1, [0, 1500, 3000], [1400, 700, -20])],
    };

    private static byte[] Sign(SettingsDocument document) => SeedKey.Authority.SignCoseSign1(document.EncodeHeader(), document.EncodePayload());
}
