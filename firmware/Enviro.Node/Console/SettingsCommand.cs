using Enviro.Wire;

namespace Enviro.Node;

/// <summary><c>settings</c>: what the node works by. Everything but the passphrase and a shared key.</summary>
internal static class SettingsCommand
{
    internal static void Answer(NodeProgram program, ConsoleAnswer answer)
    {
        SettingsDocument? settings = program.Settings.Current;
        if (settings == null)
        {
            answer.Fact("version", "0");
            answer.Ok();
            return;
        }

        answer.Fact("version", settings.Version.ToString());
        answer.Fact("trial", program.Settings.IsTrial ? "yes" : "no");
        answer.Fact("urn", ConsoleWord.OfName(settings.Urn));
        answer.Fact("identity", settings.IsShared ? "shared-key" : "secure-element");
        answer.Fact("authority", ConsoleWord.OfBytes(settings.AuthorityKey));
        answer.Fact("gateway", ConsoleWord.OfBytes(settings.GatewayKey));
        answer.Fact("interval", settings.SampleIntervalS.ToString());
        answer.Fact("sleep", settings.SleepsBetweenSamples ? "yes" : "no");
        for (int i = 0; i < settings.Sensors.Length; i++)
        {
            answer.Fact("sensor", TextOf(settings.Sensors[i]));
        }

        NetworkSettings network = settings.Network!;
        string security = network.IsTls ? " tls " : " plain ";
        answer.Fact("network", ConsoleWord.OfName(network.Host) + " " + network.Port.ToString() + security + ConsoleWord.OfText(network.Ssid));
        if (program.SettingsFault.Length > 0)
        {
            answer.Fact("fault", program.SettingsFault);
        }

        answer.Fact("site", ConsoleWord.OfText(settings.Site));
        answer.Ok();
    }

    private static string TextOf(SensorSettings sensor)
    {
        string text = sensor.Kind + " " + sensor.Channel.ToString();
        for (int i = 0; i < sensor.CurveValues.Length; i++)
        {
            text += " " + sensor.CurveMillivolts[i].ToString() + ":" + sensor.CurveValues[i].ToString();
        }

        return text;
    }
}
