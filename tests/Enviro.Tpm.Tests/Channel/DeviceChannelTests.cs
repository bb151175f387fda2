using System.Diagnostics;

namespace Enviro.Tpm.Tests.Channel;

public sealed class DeviceChannelTests
{
    [Fact]
    public void A_command_is_one_write_and_its_response_one_read()
    {
        // A pipe opened for both ways gives back what is written to it: an echo in place of a TPM.
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using Process mkfifo = Process.Start("mkfifo", [path]);
        mkfifo.WaitForExit();
        try
        {
            using ITpmChannel channel = TpmChannel.Open($"tpm://{path}");
            byte[] command = Convert.FromHexString("80010000000c0000017b0008");

            Assert.Equal(command, channel.Transmit(command));
            Assert.Equal(command[..10], channel.Transmit(command.AsSpan(0, 10)));

            // Nothing written, nothing to read: the device stays silent.
            using ITpmChannel silent = TpmChannel.Open($"tpm://{path}", TimeSpan.FromMilliseconds(100));
            Assert.Contains(
                "did not answer within 0.1 s",
                Assert.Throws<TpmUnavailableException>(() => silent.Transmit([])).Message,
                StringComparison.Ordinal);
            Assert.Contains(
                "failed earlier",
                Assert.Throws<TpmUnavailableException>(() => silent.Transmit(command)).Message,
                StringComparison.Ordinal);

            // Lets the thread that was left behind in the read go.
            File.WriteAllBytes(path, command);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void An_ordinary_file_is_refused_and_stays_as_it_is()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "mine");

            Assert.Throws<TpmUnavailableException>(() => TpmChannel.Open($"tpm://{path}"));
            Assert.Equal("mine", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_folder_is_refused() =>
        Assert.Throws<TpmUnavailableException>(() => TpmChannel.Open("tpm:///dev"));
}
