using Enviro.Wire;

namespace Enviro.Gateway.Tests;

/// <summary>What a technician can get wrong in a site.json, and what he is told.</summary>
public sealed class SiteFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("enviro-site-").FullName;

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "\"sleep\"", "\"sleeps\"", "there is no member sleeps; here may be site, sampleIntervalS, sleep" },
        { "\"kind\": \"bme280\"", "\"kin\": \"bme280\"", "line 17: there is no member sensors[0].kin; here may be kind, channel, curve" },
        { "300,", "\"often\",", "line 7: sampleIntervalS must be a whole number of seconds" },
        { "300,", "0,", "sampleIntervalS must be 1 to 86400" },
        { "300,", "86401,", "sampleIntervalS must be 1 to 86400" },
        { "roof of the town hall", "", "site must say where the node stands" },
        { "\"secure-element\",", "\"software\",", "identity must be \"secure-element\" or \"shared-key\"" },
        { "\"bme280\"", "\"BME280\"", "sensors[0] (BME280): a sensor's kind is" },
        { "{ \"kind\": \"bme280\" }", "null", "one is null" },
        { "\"channel\": 1", "\"channel\": 128", "sensors[1] (ph): a channel is 0 to 127" },
        { "[1500, 700]", "[1500.5, 700]", "sensors[1].curve must be points of two whole numbers each" },
        { "[1500, 700]", "[1500]", "sensors[1].curve must be points of two whole numbers each" },
        { "[1500, 700]", "[1000, 700]", "sensors[1] (ph): a curve's voltages rise" },
        { "\"ssid\": \"town-hall\",", "", "network.ssid must be the Wi-Fi's name" },
        { "\"town-hall\"", "\"ääääääääääääääääk\"", "network.ssid must be the Wi-Fi's name, 1 to 32 bytes" },
        { "\"passphraseFile\": \"wifi.txt\",", "", "network.passphraseFile must name a file" },
        { "\"passphraseFile\": \"wifi.txt\"", "\"passphrase\": \"short\"", "network.passphrase must have 8 to 63 letters of ASCII; it has 5" },
        { "\"ssid\"", "\"passphrase\": \"12345678\", \"ssid\"", "exclude each other" },
        { "wifi.txt", "nowhere.txt", "nowhere.txt cannot be read" },
        { "gateway.example.net", "gateway.example.net:8883", "network.host must be the gateway's host name or address" },
        { "8883", "65536", "network.port must be 1 to 65535" },
        { "\"tls\": true", "\"tls\": \"yes\"", "network.tls must be true or false" },
        { "\"tls\": true", "\"port\": 1", "network.port is there twice" },
        { "\"timeServer\": \"pool.ntp.org\"", "\"timeServer\": \"a b\"", "network.timeServer must be a host name" },
        { "\"network\": {", "\"network\": [", "network must be an object" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_template_is_a_file_that_is_taken_as_it_is()
    {
        SiteFile site = SiteFile.Load(Write(SiteTemplate.Text));

        Assert.Equal(("roof of the town hall", 300, false, SiteIdentity.SecureElement), (site.Site, site.SampleIntervalS, site.Sleep, site.Identity));
        NetworkSettings network = site.Network!.ToSettings([1, 2, 3]);
        Assert.Equal(("town-hall", "correct horse", "gateway.example.net", 8883, "pool.ntp.org"), (network.Ssid, network.Passphrase, network.Host, network.Port, network.TimeServer));
        Assert.Equal([1, 2, 3], network.Authority);
        SensorSettings[] sensors = site.ToSensors();
        Assert.Equal(["bme280", "ph"], sensors.Select(sensor => sensor.Kind));
        Assert.Equal([1032, 1500, 2015], sensors[1].CurveMillivolts);
        Assert.Equal([401, 700, 1001], sensors[1].CurveValues);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_by_its_member_and_what_to_write(string part, string mistake, string told)
    {
        Assert.Contains(part, SiteTemplate.Text, StringComparison.Ordinal);
        string path = Write(SiteTemplate.Text.Replace(part, mistake, StringComparison.Ordinal));

        GatewayConfigurationException refused = Assert.Throws<GatewayConfigurationException>(() => SiteFile.Load(path));

        Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Enviro.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    public void What_is_no_site_file_is_refused(string text) => Assert.Throws<GatewayConfigurationException>(() => SiteFile.Load(Write(text)));

    [Theory]
    [InlineData("true", 8883, true)]
    [InlineData("false", 1883, false)]
    public void The_port_left_out_is_the_registered_one(string tls, int port, bool isTls)
    {
        SiteFile site = SiteFile.Load(Write(
            $$"""{ "site": "s", "sensors": [{ "kind": "scd4x" }], "network": { "ssid": "open", "passphrase": "", "host": "10.0.0.1", "tls": {{tls}} } }"""));

        NetworkSettings network = site.Network!.ToSettings([9]);
        Assert.Equal((port, isTls, ""), (network.Port, network.IsTls, network.Passphrase));
    }

    private string Write(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "wifi.txt"), "correct horse\nthe second line is nobody's\n");
        string path = Path.Combine(_folder, SiteFile.FileName);
        File.WriteAllText(path, text);
        return path;
    }
}
