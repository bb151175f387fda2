namespace Enviro.Wire.SelfTest;

/// <summary>A signed settings document with every member: signatures are deterministic, so the whole of it has one hash.</summary>
internal static class SettingsTrials
{
    // As computed on .NET; an interpreter that computes anything else, computes it wrong.
    private const string Hash = "3bffd20dc8ec7d5b125b501bfab6cf23340feb8967fdadcb4dc376e54bbfb073";

    internal static void Run(Tally tally)
    {
        P256 curve = new P256();
        byte[] authority = Hex.Decode("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
        byte[] authorityKey = new byte[P256.PublicKeyLength];
        curve.TryGetPublicKey(authority, authorityKey);
        SettingsDocument document = new SettingsDocument
        {
            Version = 3,
            Urn = Vectors.Urn,
            Node = Hex.Decode(Vectors.Thumbprint),
            AuthorityKey = authorityKey,
            Site = "Pier 4, north side",
            SampleIntervalS = 300,
            SleepsBetweenSamples = true,
            Sensors = [new SensorSettings("bme280", 0, [], []), new SensorSettings("ph", 1, [1_500, 2_000, 2_500], [4_000, 7_000, 10_000])],
            Network = new NetworkSettings("harbour", "twelve chars", "gateway.example", 8883, Hex.Rising(1, 400), "time.example"),
            GatewayKey = Hex.Decode(Vectors.ServiceKey),
        };
        byte[] header = document.EncodeHeader();
        byte[] payload = document.EncodePayload();
        byte[] signature = new byte[P256.SignatureLength];
        curve.Sign(authority, TypedMessage.DigestOf(header, payload), signature);
        byte[] message = TypedMessage.Sign1(header, payload, signature);
        tally.Equal("settings-message", Hash, Sha256.HashData(message));

        SettingsDocument parsed = SettingsDocument.Parse(message, out TypedMessage envelope);
        tally.True("settings-verify", curve.Verify(parsed.AuthorityKey, envelope.Digest(), envelope.Signature));
        tally.Equal("settings-again", Hex.Encode(payload), parsed.EncodePayload());
        tally.Number("settings-curve", 7_000, parsed.Sensors[1].CurveValues[1]);
        tally.True("settings-network", parsed.Network != null && parsed.Network.IsTls && parsed.Network.Host == "gateway.example");
        tally.True("settings-cut-short", IsRefused(message));
    }

    private static bool IsRefused(byte[] message)
    {
        byte[] cut = new byte[message.Length - 1];
        System.Array.Copy(message, 0, cut, 0, cut.Length);
        try
        {
            SettingsDocument.Parse(cut, out _);
            return false;
        }
        catch (WireFormatException)
        {
            return true;
        }
    }
}
