namespace Enviro.Wire.Tests;

public sealed class SettingsDocumentTests
{
    [Fact]
    public void A_signed_document_says_what_was_written()
    {
        SettingsDocument made = SampleSettings.Make();
        byte[] message = SampleSettings.Sign(made);
        SettingsDocument parsed = SettingsDocument.Parse(message, out TypedMessage envelope);
        Assert.True(SampleSettings.Verifies(message));
        Assert.Equal(TestKey.Thumbprint, envelope.KeyId);
        Assert.Equal((made.Version, made.Urn, made.Site), (parsed.Version, parsed.Urn, parsed.Site));
        Assert.Equal((300, true, false), (parsed.SampleIntervalS, parsed.SleepsBetweenSamples, parsed.IsShared));
        Assert.Equal(made.Node, parsed.Node);
        Assert.Equal(made.GatewayKey, parsed.GatewayKey);
        Assert.Equal(["bme280", "sps30", "ph"], parsed.Sensors.Select(sensor => sensor.Kind));
        Assert.Equal([0, 1500, 3000], parsed.Sensors[2].CurveMillivolts);
        Assert.Equal([1400, 700, 0], parsed.Sensors[2].CurveValues);
        Assert.Equal(1, parsed.Sensors[2].Channel);
        Assert.Equal(("field", "correct horse", "gateway.example.org", 8883), (parsed.Network!.Ssid, parsed.Network.Passphrase, parsed.Network.Host, parsed.Network.Port));
        Assert.True(parsed.Network.IsTls);
        Assert.Equal("pool.ntp.org", parsed.Network.TimeServer);
        Assert.Equal(made.EncodePayload(), parsed.EncodePayload());
    }

    [Fact]
    public void Identity_by_a_shared_key_and_a_bare_network_come_through()
    {
        SettingsDocument made = SampleSettings.Make();
        made.GatewayKey = [];
        made.SharedKey = Sha256.HashData("secret"u8.ToArray());
        made.Network = new NetworkSettings("open", "", "192.0.2.1", 1883, [], "");
        SettingsDocument parsed = SettingsDocument.Parse(SampleSettings.Sign(made), out TypedMessage _);
        Assert.True(parsed.IsShared);
        Assert.Equal(made.SharedKey, parsed.SharedKey);
        Assert.Empty(parsed.GatewayKey);
        Assert.False(parsed.Network!.IsTls);
        Assert.Equal(("", ""), (parsed.Network.Passphrase, parsed.Network.TimeServer));
    }

    [Fact]
    public void The_largest_document_is_within_the_limit()
    {
        SettingsDocument made = SampleSettings.Make();
        made.Urn = new string('u', SenmlPack.MaxBaseNameLength - 1);
        made.Site = new string('s', SettingsDocument.MaxSiteLength);
        made.Sensors = [.. Enumerable.Range(0, SettingsDocument.MaxSensors).Select(i => new SensorSettings("conductivity", i, [0, 1000, 2000], [0, 500_000, 1_000_000]))];
        made.Network = new NetworkSettings(new string('w', 32), new string('p', 63), new string('h', 100), 65_535, new byte[700], new string('t', 60));
        byte[] message = SampleSettings.Sign(made);
        Assert.InRange(message.Length, 1, SettingsDocument.MaxLength);
        Assert.True(SampleSettings.Verifies(message));
    }

    [Fact]
    public void A_flipped_bit_is_malformed_or_not_authentic()
    {
        byte[] message = SampleSettings.Sign(SampleSettings.Make());
        Assert.All(Malformed.WellFormedBitFlips(message, m => SettingsDocument.Parse(m, out TypedMessage _)), m => Assert.False(SampleSettings.Verifies(m)));
    }

    [Fact]
    public void Other_lengths_and_rubbish_are_malformed() =>
        Malformed.LengthsAndRubbish(SampleSettings.Sign(SampleSettings.Make()), SettingsDocument.MaxLength, m => SettingsDocument.Parse(m, out TypedMessage _));

    [Fact]
    public void A_document_signed_by_another_than_it_names_is_malformed()
    {
        SettingsDocument made = SampleSettings.Make();
        byte[] header = TypedMessage.EncodeHeader(CoseLabels.Es256, SettingsDocument.ContentType, new byte[32]);
        Assert.True(Malformed.Is(SampleSettings.Sign(header, made.EncodePayload()), m => SettingsDocument.Parse(m, out TypedMessage _)));
        byte[] mac = CoseMac0.Seal(new byte[32], TypedMessage.EncodeHeader(CoseLabels.Hmac256, SettingsDocument.ContentType, TestKey.Thumbprint), made.EncodePayload());
        Assert.True(Malformed.Is(mac, m => SettingsDocument.Parse(m, out TypedMessage _)));
    }

    // One meaning has one encoding: a member that is absent when it is empty is malformed when it is there and empty, beside another or alone.
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void An_empty_authority_or_time_server_that_is_there_is_malformed(bool emptiesAuthority, bool emptiesTimeServer)
    {
        SettingsDocument made = SampleSettings.Make();
        string payload = Convert.ToHexStringLower(made.EncodePayload());
        string authority = "055820" + Convert.ToHexStringLower(made.Network!.Authority);
        string timeServer = "066c" + Convert.ToHexStringLower("pool.ntp.org"u8);
        Assert.Contains(authority + timeServer, payload, StringComparison.Ordinal);

        string emptied = payload.Replace(
            authority + timeServer, (emptiesAuthority ? "0540" : authority) + (emptiesTimeServer ? "0660" : timeServer), StringComparison.Ordinal);

        Assert.False(Malformed.Is(SampleSettings.Sign(made.EncodeHeader(), Convert.FromHexString(payload)), m => SettingsDocument.Parse(m, out TypedMessage _)));
        Assert.True(Malformed.Is(SampleSettings.Sign(made.EncodeHeader(), Convert.FromHexString(emptied)), m => SettingsDocument.Parse(m, out TypedMessage _)));
    }

    public static TheoryData<string, Action<SettingsDocument>> Faults => new()
    {
        { "version", s => s.Version = 0 },
        { "URN", s => s.Urn = "urn:dev:os:1 2" },
        { "node", s => s.Node = new byte[31] },
        { "authority", s => s.AuthorityKey = new byte[63] },
        { "no site", s => s.Site = "" },
        { "site", s => s.Site = new string('s', SettingsDocument.MaxSiteLength + 1) },
        { "interval 0", s => s.SampleIntervalS = 0 },
        { "interval", s => s.SampleIntervalS = 86_401 },
        { "no sensor", s => s.Sensors = [] },
        { "nine sensors", s => s.Sensors = [.. Enumerable.Repeat(new SensorSettings("bme280", 0, [], []), 9)] },
        { "no network", s => s.Network = null },
        { "no key", s => s.GatewayKey = [] },
        { "both keys", s => s.SharedKey = new byte[32] },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void What_a_reader_would_refuse_is_not_encoded(string what, Action<SettingsDocument> spoil)
    {
        SettingsDocument made = SampleSettings.Make();
        spoil(made);
        Assert.True(Assert.Throws<ArgumentException>(() => made.EncodePayload()).Message.StartsWith("settings: ", StringComparison.Ordinal), what);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("BME280", 0)]
    [InlineData("seventeen-letters", 0)]
    [InlineData("bme280", -1)]
    [InlineData("bme280", 128)]
    public void A_sensor_beyond_its_limits_is_refused(string kind, int channel) =>
        Assert.Throws<ArgumentException>(() => new SensorSettings(kind, channel, [], []));

    [Theory]
    [InlineData(new[] { 1 }, new[] { 1 })]
    [InlineData(new[] { 1, 2 }, new[] { 1 })]
    [InlineData(new[] { 2, 1 }, new[] { 1, 2 })]
    [InlineData(new[] { 1, 1 }, new[] { 1, 2 })]
    [InlineData(new[] { 1, 100_000_001 }, new[] { 1, 2 })]
    [InlineData(new[] { 1, 2 }, new[] { 1, -100_000_001 })]
    [InlineData(new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    public void A_curve_beyond_its_limits_is_refused(int[] millivolts, int[] values) =>
        Assert.Throws<ArgumentException>(() => new SensorSettings("ph", 0, millivolts, values));

    [Theory]
    [InlineData("", "", "h", 1)]
    [InlineData("a network with a name of 33 bytes", "", "h", 1)]
    [InlineData("w", "short", "h", 1)]
    [InlineData("w", "0123456789012345678901234567890123456789012345678901234567890123", "h", 1)]
    [InlineData("w", "", "", 1)]
    [InlineData("w", "", "h", 0)]
    [InlineData("w", "", "h", 65_536)]
    public void A_network_beyond_its_limits_is_refused(string ssid, string passphrase, string host, int port) =>
        Assert.Throws<ArgumentException>(() => new NetworkSettings(ssid, passphrase, host, port, [], ""));

    [Fact]
    public void A_network_with_too_much_for_an_authority_or_a_time_server_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new NetworkSettings("w", "", "h", 1, new byte[NetworkSettings.MaxAuthorityLength + 1], ""));
        Assert.Throws<ArgumentException>(() => new NetworkSettings("w", "", "h", 1, [], new string('t', NetworkSettings.MaxHostLength + 1)));
    }
}
