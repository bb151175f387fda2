using System.Globalization;
using Enviro.Gateway;
using Enviro.Wire;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary>What a settings document says, for people and for scripts; never its passphrase or shared key.</summary>
internal sealed class SettingsFacts(IssuedSettings issued, string path)
{
    private readonly SettingsDocument _settings = issued.Settings;

    private NetworkSettings Network => _settings.Network!;

    internal void Print()
    {
        foreach ((string label, string value) in Lines())
        {
            AnsiConsole.MarkupLineInterpolated($"{label,-16} {value}");
        }
    }

    internal void WriteJson() => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("urn", _settings.Urn);
        writer.WriteNumber("version", _settings.Version);
        writer.WriteHex("thumbprint", _settings.Node);
        writer.WriteHex("authorityKeyId", DeviceCertificate.KeyIdOf(_settings.AuthorityKey));
        writer.WriteString("site", _settings.Site);
        writer.WriteNumber("sampleIntervalS", _settings.SampleIntervalS);
        writer.WriteBoolean("sleep", _settings.SleepsBetweenSamples);
        writer.WriteString("identity", Identity());
        writer.WriteStartArray("sensors");
        foreach (SensorSettings sensor in _settings.Sensors)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", sensor.Kind);
            writer.WriteNumber("channel", sensor.Channel);
            writer.WriteStartArray("curve");
            for (int i = 0; i < sensor.CurveValues.Length; i++)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(sensor.CurveMillivolts[i]);
                writer.WriteNumberValue(sensor.CurveValues[i]);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("network");
        writer.WriteString("ssid", Network.Ssid);
        writer.WriteBoolean("hasPassphrase", Network.Passphrase.Length > 0);
        writer.WriteString("host", Network.Host);
        writer.WriteNumber("port", Network.Port);
        writer.WriteBoolean("tls", Network.IsTls);
        writer.WriteString("timeServer", Network.TimeServer.Length > 0 ? Network.TimeServer : null);
        writer.WriteEndObject();
        writer.WriteHex("gatewayKey", _settings.IsShared ? null : _settings.GatewayKey);
        writer.WriteNumber("bytes", issued.Document.Length);
        writer.WriteString("sha256", issued.Fingerprint);
        writer.WriteString("file", path);
        writer.WriteEndObject();
    });

    private IEnumerable<(string Label, string Value)> Lines()
    {
        yield return ("URN", _settings.Urn);
        yield return ("version", _settings.Version.ToString(CultureInfo.InvariantCulture));
        yield return ("thumbprint", Convert.ToHexStringLower(_settings.Node));
        yield return ("authority", Convert.ToHexStringLower(DeviceCertificate.KeyIdOf(_settings.AuthorityKey)));
        yield return ("site", Text.Printable(_settings.Site));
        yield return ("sample interval", $"{_settings.SampleIntervalS} s{(_settings.SleepsBetweenSamples ? ", asleep between samples" : "")}");
        yield return ("identity", Identity());
        foreach (SensorSettings sensor in _settings.Sensors)
        {
            string channel = sensor.Channel == 0 ? "" : $", channel {sensor.Channel}";
            string curve = string.Join(", ", sensor.CurveMillivolts.Zip(sensor.CurveValues, (millivolts, value) => $"{millivolts} mV = {value}"));
            yield return ("sensor", $"{sensor.Kind}{channel}{(curve.Length == 0 ? "" : $", curve {curve}")}");
        }

        yield return ("Wi-Fi", $"{Text.Printable(Network.Ssid)}, {(Network.Passphrase.Length > 0 ? "with a passphrase" : "open")}");
        yield return ("gateway", $"{Network.Host}:{Network.Port}, {(Network.IsTls ? "TLS under the authority" : "plain")}");
        yield return ("time server", Network.TimeServer.Length > 0 ? Network.TimeServer : "none");
        yield return ("gateway key", _settings.IsShared ? "none" : Convert.ToHexStringLower(_settings.GatewayKey));
        yield return ("document", $"{issued.Document.Length} bytes, SHA-256 {issued.Fingerprint}");
        yield return ("file", path);
    }

    private string Identity() => _settings.IsShared ? "shared-key" : "secure-element";
}
