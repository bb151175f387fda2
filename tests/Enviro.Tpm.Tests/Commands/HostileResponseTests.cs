using System.Buffers.Binary;
using Enviro.Simulator;

namespace Enviro.Tpm.Tests.Commands;

/// <summary>
/// Responses recorded from a real TPM, then broken: whatever a bus or an attacker makes of them, only our own errors come out.
/// </summary>
public sealed class HostileResponseTests(HostileResponseTests.Recorder recorder) : IClassFixture<HostileResponseTests.Recorder>
{
    private const uint Index = 0x01800E77;
    private const uint SigningKey = 0x81010003;
    private const uint StorageHandle = 0x81010077;
    private const uint SealedHandle = 0x81010078;
    private static readonly byte[] SealedTemplate = Convert.FromHexString("0008000b00000452000000100000");

    private static readonly Dictionary<string, Action<TpmDevice>> Calls = new()
    {
        ["Startup"] = tpm => tpm.Startup(),
        ["Shutdown"] = tpm => tpm.Shutdown(),
        ["GetRandom"] = tpm => tpm.GetRandom(16),
        ["GetProperty"] = tpm => tpm.GetProperty(TpmProperty.Manufacturer),
        ["GetHandles"] = tpm => tpm.GetHandles(TpmHandles.PersistentFirst),
        ["GetAlgorithms"] = tpm => tpm.GetAlgorithms(),
        ["CreatePrimary"] = tpm => tpm.CreatePrimary(TpmHandles.Owner, TpmPublic.AttestationTemplate, TpmAuthorization.Empty),
        ["ReadPublic"] = tpm => tpm.ReadPublic(AttestationKey.DefaultHandle),
        ["PcrRead"] = tpm => tpm.PcrRead(PcrSelection.Sha256(0, 9)),
        ["PcrExtend"] = tpm => tpm.PcrExtend(9, new byte[32]),
        ["Quote"] = tpm => tpm.Quote(AttestationKey.DefaultHandle, "nonce"u8, PcrSelection.Sha256(0, 9), TpmAuthorization.Empty),
        ["NvReadPublic"] = tpm => tpm.NvReadPublic(Index),
        ["NvIncrement"] = tpm => tpm.NvIncrement(Index, TpmAuthorization.Empty),
        ["NvRead"] = tpm => tpm.NvReadCounter(Index, TpmAuthorization.Empty),
        ["ReadClock"] = tpm => tpm.ReadClock(),
        ["Certify"] = tpm => tpm.Certify(SigningKey, AttestationKey.DefaultHandle, "nonce"u8),
        ["Sign"] = tpm => tpm.Sign(SigningKey, new byte[32], TpmAuthorization.Empty),
        ["Create"] = tpm => tpm.Create(StorageHandle, SealedTemplate, "secret"u8, TpmAuthorization.Empty),
        ["Load"] = tpm => tpm.Load(StorageHandle, Recorder.Sealed, TpmAuthorization.Empty),
        ["Unseal"] = tpm => tpm.Unseal(SealedHandle, TpmAuthorization.Empty),
        ["StartAuthSession"] = tpm => tpm.StartAuthSession(StorageHandle, Recorder.Storage),
    };

    public static TheoryData<string> CallNames => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(CallNames))]
    public void A_response_cut_anywhere_is_refused(string name)
    {
        byte[] good = recorder.Responses[name];
        for (int length = 0; length < good.Length; length++)
        {
            byte[] cut = good[..length];
            Assert.Throws<TpmProtocolException>(() => Replay(name, cut));
            if (length >= 10)
            {
                Assert.Throws<TpmProtocolException>(() => Replay(name, WithSize(cut)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(CallNames))]
    public void A_response_with_something_behind_it_is_refused(string name)
    {
        byte[] good = recorder.Responses[name];

        Assert.Throws<TpmProtocolException>(() => Replay(name, [.. good, 0]));
        Assert.Throws<TpmProtocolException>(() => Replay(name, WithSize([.. good, 0])));
        Assert.Throws<TpmProtocolException>(() => Replay(name, WithSize([.. good, .. new byte[4096 - good.Length]])));
    }

    [Theory]
    [MemberData(nameof(CallNames))]
    public void A_response_with_any_bit_changed_passes_or_is_refused(string name)
    {
        byte[] good = recorder.Responses[name];
        Replay(name, good);
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] changed = [.. good];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            ReplayTolerant(name, changed, $"bit {bit}");
        }
    }

    [Theory]
    [MemberData(nameof(CallNames))]
    public void Random_responses_pass_or_are_refused(string name)
    {
        byte[] good = recorder.Responses[name];
        int seed = Environment.TickCount;
        Random random = new(seed);
        for (int round = 0; round < 2000; round++)
        {
            byte[] noise = new byte[random.Next(4097)];
            random.NextBytes(noise);

            // Below a right header noise gets further in, and with a right beginning further still.
            int kept = Math.Min(random.Next(good.Length), noise.Length);
            good.AsSpan(0, Math.Max(kept, Math.Min(10, noise.Length))).CopyTo(noise);
            ReplayTolerant(name, noise.Length >= 10 ? WithSize(noise) : noise, $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [InlineData("800100000013000000000100000001" + "00000000")] // more to come, but nothing now
    [InlineData("800100000017000000000100000001" + "00000001" + "80ffffff")] // before the first asked for
    public void A_list_that_gets_nowhere_is_refused(string response)
    {
        using TpmDevice tpm = new(new ScriptedChannel(_ => Convert.FromHexString(response)));

        Assert.Throws<TpmProtocolException>(() => tpm.GetHandles(TpmHandles.PersistentFirst));
    }

    [Fact]
    public void PCRs_that_keep_changing_are_given_up()
    {
        // Asked for both it gives PCR 0 alone, and by the time of PCR 1 something has changed.
        int updates = 0;
        ScriptedChannel channel = new(_ => Page(updates, pcr: updates++ % 2, value: 0));
        using TpmDevice tpm = new(channel);

        Assert.Throws<TpmProtocolException>(() => tpm.PcrRead(PcrSelection.Sha256(0, 1)));
        Assert.Equal(16, channel.Commands.Count);
    }

    [Fact]
    public void PCRs_that_change_between_two_pages_are_read_again_from_the_first()
    {
        Queue<byte[]> pages = new(
            [Page(5, pcr: 0, value: 1), Page(6, pcr: 1, value: 2), Page(6, pcr: 0, value: 3), Page(6, pcr: 1, value: 4)]);
        using TpmDevice tpm = new(new ScriptedChannel(_ => pages.Dequeue()));

        Assert.Equal([3, 4], tpm.PcrRead(PcrSelection.Sha256(0, 1)).Select(value => (int)value[^1]));
    }

    private static byte[] Page(int updates, int pcr, int value) => Convert.FromHexString(
        $"80010000003e00000000{updates:x8}" + $"00000001000b03{1 << pcr:x2}0000" + "00000001" + $"0020{value:x64}");

    private static void Replay(string name, byte[] response)
    {
        using TpmDevice tpm = new(new ScriptedChannel(_ => response));
        Calls[name](tpm);
    }

    private static void ReplayTolerant(string name, byte[] response, string what)
    {
        try
        {
            Replay(name, response);
        }
        catch (Exception e) when (e is TpmException or TpmProtocolException)
        {
            // These two are the contract.
        }
        catch (Exception e)
        {
            Assert.Fail($"{name}, {what}: {e}");
        }
    }

    private static byte[] WithSize(byte[] response)
    {
        byte[] sized = [.. response];
        BinaryPrimitives.WriteUInt32BigEndian(sized.AsSpan(2), (uint)sized.Length);
        return sized;
    }

    /// <summary>The response of a real TPM to each call.</summary>
    public sealed class Recorder
    {
        public Recorder()
        {
            using Swtpm swtpm = Swtpm.Start();
            RecordingChannel channel = new(TpmChannel.Open(swtpm.Uri));
            using TpmDevice tpm = new(channel);
            AttestationKey.Open(tpm);
            RollbackCounter.Open(tpm, Index);
            TpmSigningKey.Open(tpm, TpmKeyPurpose.CertificateAuthority, SigningKey);
            using (StorageKey storage = StorageKey.Load(tpm))
            {
                tpm.EvictControl(storage.Handle, StorageHandle, TpmAuthorization.Empty);
                Storage = storage.Public;
                Sealed = tpm.Create(storage.Handle, SealedTemplate, "secret"u8, TpmAuthorization.Empty);
                TpmLoadedObject loaded = tpm.Load(storage.Handle, Sealed, TpmAuthorization.Empty);
                tpm.EvictControl(loaded.Handle, SealedHandle, TpmAuthorization.Empty);
                tpm.FlushContext(loaded.Handle);
            }

            swtpm.Reset();
            foreach ((string name, Action<TpmDevice> call) in Calls)
            {
                channel.Responses.Clear();
                call(tpm);
                Responses.Add(name, Assert.Single(channel.Responses));
            }
        }

        public static TpmStoragePublic Storage { get; private set; } = null!;

        public static TpmCreatedObject Sealed { get; private set; } = null!;

        public Dictionary<string, byte[]> Responses { get; } = [];
    }
}
