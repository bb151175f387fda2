namespace Enviro.Benchmarks;

/// <summary>
/// Our verification of a message, .NET's bare ES256 and OpenSSL's own speed test in turns. All three count processor time, not the clock, so
/// that another process on the same core costs none of them anything; ours counts kernel, garbage collector and compiler too, OpenSSL's only itself.
/// </summary>
internal static class VerificationRatios
{
    private const int Rounds = 7;
    private const int MessageCount = 4096;
    private static readonly TimeSpan s_roundTime = TimeSpan.FromSeconds(1);

    internal static IEnumerable<Ratio> Measure(ScratchFolder scratch)
    {
        using SampleFleet fleet = new(scratch.PathOf("verified"));
        SampleMessage[] messages = fleet.Messages(MessageCount);
        VerificationLoop loop = new(fleet.State, messages);
        using BareVerification bare = new(messages, fleet.State);

        // The first second is the compiler's.
        PerCpuSecond(loop.VerifyNext);
        PerCpuSecond(bare.VerifyNext);
        (double Ours, double Bare, double OpenSsl)[] rounds =
            [.. Enumerable.Range(0, Rounds).Select(_ => (PerCpuSecond(loop.VerifyNext), PerCpuSecond(bare.VerifyNext), OpenSslSpeed.VerifiesPerCpuSecond()))];

        const string unit = "1/s of processor time";
        const string ours = "verifying a reading message";
        const string openSsl = "`openssl speed ecdsap256`";
        yield return Ratio.Of("verify", ours, openSsl, unit, [.. rounds.Select(round => (round.Ours, round.OpenSsl))], needed: 0.60);
        yield return Ratio.Of("verifyBare", ".NET's `ECDsa.VerifyHash` alone", openSsl, unit, [.. rounds.Select(round => (round.Bare, round.OpenSsl))]);
        yield return Ratio.Of("verifyAgainstBare", ours, ".NET's `ECDsa.VerifyHash` alone", unit, [.. rounds.Select(round => (round.Ours, round.Bare))]);
    }

    private static double PerCpuSecond(Action verify)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        TimeSpan used = TimeSpan.Zero;
        int count = 0;
        while (used < s_roundTime)
        {
            for (int i = 0; i < 256; i++, count++)
            {
                verify();
            }

            used = Environment.CpuUsage.TotalTime - start;
        }

        return count / used.TotalSeconds;
    }
}
