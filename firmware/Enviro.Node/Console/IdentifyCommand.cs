using Enviro.Wire;

namespace Enviro.Node;

/// <summary><c>identify</c>: who this board is. Its own word; nothing of it is proved.</summary>
internal static class IdentifyCommand
{
    internal static void Answer(NodeProgram program, IProvisioner? provisioner, ConsoleAnswer answer)
    {
        SettingsDocument? settings = program.Settings.Current;
        byte[] serialNumber = [];
        if (provisioner != null && !provisioner.TryGetSerialNumber(out serialNumber))
        {
            serialNumber = [];
        }

        byte[] publicKey = new byte[CoseKey.PublicKeyLength];
        if (program.Parts.Element == null || !program.Parts.Element.TryGetPublicKey(publicKey))
        {
            publicKey = [];
        }

        // The name is in the settings; before there are any, the authority makes it of the serial number.
        answer.Fact("urn", settings == null ? ConsoleWord.None : ConsoleWord.OfName(settings.Urn));
        answer.Fact("serial", ConsoleWord.OfBytes(serialNumber));
        answer.Fact("key", ConsoleWord.OfBytes(publicKey));
        answer.Fact("thumbprint", ConsoleWord.OfBytes(publicKey.Length > 0 ? CoseKey.Thumbprint(publicKey) : program.Thumbprint));
        FirmwareIdentity firmware = program.Parts.Firmware;
        answer.Fact("firmware", ConsoleWord.OfName(firmware.Name) + " " + ConsoleWord.OfName(firmware.Version) + " " + ConsoleWord.OfBytes(firmware.Digest));
        answer.Fact("board", ConsoleWord.OfName(firmware.HardwareModel) + " " + ConsoleWord.OfName(firmware.HardwareVersion));
        answer.Fact("boot", program.Agent == null ? "0" : program.Agent.Boot.ToString());
        answer.Fact("settings", settings == null ? "0" : settings.Version.ToString());
        answer.Fact("state", program.State);
        answer.Ok();
    }
}
