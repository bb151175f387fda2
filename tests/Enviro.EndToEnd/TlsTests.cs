using Enviro.Gateway;

namespace Enviro.EndToEnd;

/// <summary>The gateway's port for TLS as an operator sets it up, and as other people's programs find it.</summary>
public sealed class TlsTests
{
    [Fact]
    public void A_gateway_that_was_certified_serves_TLS_only_and_says_what_is_wrong_otherwise()
    {
        using TempFolder folder = new();
        Assert.Equal(0, Programs.Gateway("init", "--data", folder.Root).ExitCode);
        File.WriteAllText(folder.At(GatewayOptions.FileName), """{ "key": "file:keys/gateway.pem", "listenPort": null, "tlsPort": 0 }""");
        ProgramResult missing = Programs.Gateway("run", "--data", folder.Root);
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("enviro authority server-certificate", missing.Error, StringComparison.Ordinal);

        Assert.Equal(0, Programs.Enviro("authority", "init", folder.Root, "--name", "field").ExitCode);
        Assert.Equal(0, Programs.Enviro("authority", "server-certificate", folder.Root, "--host", "localhost").ExitCode);
        using RunningGateway gateway = RunningGateway.Start(folder.Root);
        gateway.WaitForLog("TLS for localhost");
        string port = File.ReadAllText(folder.At(GatewayService.TlsPortFileName));
        Assert.False(File.Exists(folder.At(GatewayService.PortFileName)));
        string authority = folder.At("trust", "field.pem");

        ProgramResult openssl = Programs.Run(
            "openssl", "s_client", "-connect", $"localhost:{port}", "-verify_return_error", "-verify_hostname", "localhost", "-CAfile", authority, "-tls1_2");
        Assert.True(openssl.ExitCode == 0, openssl.ToString());
        Assert.True(Publish(port, "--cafile", authority).ExitCode == 0, gateway.Log);
        Assert.NotEqual(0, Publish(port).ExitCode);
        Assert.Equal(0, gateway.Terminate());
        Assert.False(File.Exists(folder.At(GatewayService.TlsPortFileName)));
        Assert.Contains("HandshakeFailed", Programs.Enviro("gateway", "refusals", folder.Root).Out, StringComparison.Ordinal);
    }

    private static ProgramResult Publish(string port, params string[] tls) => Programs.Run(
        "mosquitto_pub", ["-h", "localhost", "-p", port, "-i", "test", "-t", "enviro/v1/test/up/reading", "-m", "test", "-q", "1", .. tls]);
}
