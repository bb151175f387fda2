using Enviro.Simulator;

namespace Enviro.Tpm.Tests;

/// <summary>A private TPM for a test class, and a connection to it.</summary>
public sealed class SwtpmFixture : IDisposable
{
    public SwtpmFixture()
    {
        Process = Swtpm.Start();
        Tpm = TpmDevice.Open(Process.Uri);
    }

    public Swtpm Process { get; }

    public TpmDevice Tpm { get; }

    public void Dispose()
    {
        Tpm.Dispose();
        Process.Dispose();
    }
}
