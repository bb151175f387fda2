using Enviro.Tpm;
using static Enviro.Simulator.Tests.TpmCommandText;

namespace Enviro.Simulator.Tests;

/// <summary>What is wrong with a command is told by the same response code as the reference implementation (swtpm) tells it by.</summary>
public sealed class MalformedTpmCommandTests
{
    private const string Quoted = "0004deadbeef" + "0010" + "00000001000b03ffff00";
    private const string Digest = "0020" + "1111111111111111111111111111111111111111111111111111111111111111";
    private const string NoTicket = "8024" + "40000007" + "0000";

    // Name, command; in this order on both, because some of them change something.
    private static readonly (string Name, string Command)[] Same =
    [
        ("startup again", Of(0x144, parameters: "0000")),
        ("startup again, unknown type", Of(0x144, parameters: "0007")),
        ("unknown command", Of(0x1FF)),
        ("vendor's command", Of(0x20000000)),
        ("size in the header too large", "80010000000b00000181"),

        ("quote without authorisation", Of(0x158, "81010002", null, Quoted)),
        ("quote by a handle nothing is at", Of(0x158, "81010009", Password, Quoted)),
        ("quote by an object that is not loaded", Of(0x158, "80000002", Password, Quoted)),
        ("quote by no kind of handle", Of(0x158, "12345678", Password, Quoted)),
        ("quote by an index", Of(0x158, "01800e11", Password, Quoted)),
        ("quote by nobody", Of(0x158, "40000007", Password, Quoted)),
        ("quote without a handle", Of(0x158)),
        ("quote, half a handle", Of(0x158, "8101")),
        ("quote, qualifying data of 66 bytes", Of(0x158, "81010002", Password, "0042" + Zeros(66) + "0010" + "00000001000b03ffff00")),
        ("quote, qualifying data too long", Of(0x158, "81010002", Password, "0043" + Zeros(67) + "0010" + "00000001000b03ffff00")),
        ("quote, qualifying data cut", Of(0x158, "81010002", Password, "0004dead")),
        ("quote, no parameters", Of(0x158, "81010002", Password, "")),
        ("quote, unknown scheme", Of(0x158, "81010002", Password, "0000" + "1234" + "00000001000b03ffff00")),
        ("quote, scheme named", Of(0x158, "81010002", Password, "0000" + "0018000b" + "00000001000b03ffff00")),
        ("quote, scheme with another hash", Of(0x158, "81010002", Password, "0000" + "0018000c" + "00000001000b03ffff00")),
        ("quote, scheme with no hash", Of(0x158, "81010002", Password, "0000" + "00180099" + "00000001000b03ffff00")),
        ("quote, unknown bank", Of(0x158, "81010002", Password, "0000" + "0010" + "00000001009903ffff00")),
        ("quote, short PCR map", Of(0x158, "81010002", Password, "0000" + "0010" + "00000001000b02ffff")),
        ("quote, long PCR map", Of(0x158, "81010002", Password, "0000" + "0010" + "00000001000b04ffff0000")),
        ("quote, nine banks", Of(0x158, "81010002", Password, "0000" + "0010" + "00000009" + string.Concat(Enumerable.Repeat("000b03ffff00", 9)))),
        ("quote, no bank", Of(0x158, "81010002", Password, "0000" + "0010" + "00000000")),
        ("quote, a bank twice", Of(0x158, "81010002", Password, "0000" + "0010" + "00000002" + "000b03010000" + "000b03020000")),
        ("quote, PCR map cut", Of(0x158, "81010002", Password, "0000" + "0010" + "00000001000b03ff")),
        ("quote and a byte more", Of(0x158, "81010002", Password, Quoted + "00")),
        ("quote by an unrestricted key", Of(0x158, "81010004", Password, Quoted)),

        ("authorisation area empty", Of(0x158, "81010002", "", Quoted)),
        ("authorisation area too small", Of(0x158, "81010002", Password[..16], "")),
        ("authorisation area larger than the command", Raw(0x8002, 0x158, "81010002" + "000000ff" + Password)),
        ("authorisation area's size cut", Raw(0x8002, 0x158, "81010002" + "0000")),
        ("authorisation area, a byte left over", Of(0x158, "81010002", Password + "00", Quoted)),
        ("wrong password", Of(0x158, "81010002", "40000009" + "0000" + "01" + "00026162", Quoted)),
        ("password of zeros", Of(0x158, "81010002", "40000009" + "0000" + "01" + "00020000", Quoted)),
        ("password with a nonce", Of(0x158, "81010002", "40000009" + "000100" + "01" + "0000", Quoted)),
        ("nonce too long", Of(0x158, "81010002", "40000009" + "0043" + Zeros(67) + "01" + "0000", Quoted)),
        ("password that decrypts", Of(0x158, "81010002", "40000009" + "0000" + "21" + "0000", Quoted)),
        ("password that encrypts", Of(0x158, "81010002", "40000009" + "0000" + "41" + "0000", Quoted)),
        ("password that audits", Of(0x158, "81010002", "40000009" + "0000" + "81" + "0000", Quoted)),
        ("reserved session attributes", Of(0x158, "81010002", "40000009" + "0000" + "09" + "0000", Quoted)),
        ("no kind of session", Of(0x158, "81010002", "40000001" + "0000" + "01" + "0000", Quoted)),
        ("HMAC session that is not loaded", Of(0x158, "81010002", "02000000" + "0000" + "01" + "0000", Quoted)),
        ("policy session that is not loaded", Of(0x158, "81010002", "03000000" + "0000" + "01" + "0000", Quoted)),
        ("two passwords for one handle", Of(0x158, "81010002", Password + Password, Quoted)),
        ("four passwords", Of(0x158, "81010002", Password + Password + Password + Password, Quoted)),
        ("password for no handle", Of(0x181, "", Password, "")),
        ("password where no session may be", Of(0x165, "", Password, "80000000")),

        ("read clock and a byte more", Of(0x181, parameters: "00")),
        ("read public of what is not loaded", Of(0x173, "80000002")),
        ("read public of a hierarchy", Of(0x173, "40000001")),
        ("read public of nothing", Of(0x173, "81010077")),
        ("flush what is not loaded", Of(0x165, parameters: "80000002")),
        ("flush a persistent object", Of(0x165, parameters: "81010002")),
        ("flush no session", Of(0x165, parameters: "02000000")),
        ("flush, handle cut", Of(0x165, parameters: "8000")),
        ("unknown capability", Of(0x17A, parameters: "00000099" + "00000000" + "00000001")),
        ("handles of no kind", Of(0x17A, parameters: "00000001" + "55000000" + "00000001")),
        ("capability cut", Of(0x17A, parameters: "00000001" + "8100")),
        ("random, size cut", Of(0x17B, parameters: "00")),
        ("shutdown, unknown type", Of(0x145, parameters: "0003")),

        ("sign with a restricted key", Of(0x15D, "81010002", Password, Digest + "0010" + NoTicket)),
        ("sign a short digest", Of(0x15D, "81010004", Password, "0004deadbeef" + "0010" + NoTicket)),
        ("sign a digest too long", Of(0x15D, "81010004", Password, "0041" + Zeros(65) + "0010" + NoTicket)),
        ("sign, ticket of another kind", Of(0x15D, "81010004", Password, Digest + "0010" + "8021" + "40000007" + "0000")),
        ("sign, ticket of no hierarchy", Of(0x15D, "81010004", Password, Digest + "0010" + "8024" + "40000009" + "0000")),
        ("sign, forged ticket", Of(0x15D, "81010004", Password, Digest + "0010" + "8024" + "40000001" + "000400000000")),
        ("sign with another hash", Of(0x15D, "81010004", Password, Digest + "0018000c" + NoTicket)),
        ("sign without a ticket", Of(0x15D, "81010004", Password, Digest + "0010")),
        ("certify with one authorisation", Of(0x148, "8101000481010002", Password, "0000" + "0010")),
        ("certify by nothing", Of(0x148, "8101000481010009", Password + Password, "0000" + "0010")),
        ("certify nobody", Of(0x148, "4000000781010002", Password + Password, "0000" + "0010")),

        ("PCR read, map cut", Of(0x17E, parameters: "00000001" + "000b03ffff")),
        ("PCR extend without authorisation", Of(0x182, "00000008", null, "00000001000b" + Zeros(32))),
        ("PCR extend of no PCR", Of(0x182, "00000018", Password, "00000001000b" + Zeros(32))),
        ("PCR extend of a launch PCR", Of(0x182, "00000011", Password, "00000001000b" + Zeros(32))),
        ("PCR extend of an unknown bank", Of(0x182, "00000008", Password, "000000010099" + Zeros(32))),
        ("PCR extend of nine banks", Of(0x182, "00000008", Password, "00000009000b" + Zeros(32))),
        ("PCR extend, digest cut", Of(0x182, "00000008", Password, "00000001000b" + Zeros(31))),

        ("increment nothing", Of(0x134, "4000000101800e11", Password, "")),
        ("increment nothing without authorisation", Of(0x134, "4000000101800e11")),
        ("read public of no index", Of(0x169, "01800e11")),
        ("read public of what is no index", Of(0x169, "81010002")),
        .. Indices(),
        ("define twice", DefineIndex("01800e11000b0606001200000008")),
        ("read before the first increment", Of(0x14E, "4000000101800e11", Password, "00080000")),
        ("increment by the endorsement", Of(0x134, "4000000b01800e11", Password, "")),
        ("increment by the index itself", Of(0x134, "01800e1101800e11", Password, "")),
        ("increment and a byte more", Of(0x134, "4000000101800e11", Password, "00")),
        ("increment", Of(0x134, "4000000101800e11", Password, "")),
        ("read by the index itself", Of(0x14E, "01800e1101800e11", Password, "00080000")),
        ("read the second half", Of(0x14E, "4000000101800e11", Password, "00040004")),
        ("read too much", Of(0x14E, "4000000101800e11", Password, "00090000")),
        ("read beyond the end", Of(0x14E, "4000000101800e11", Password, "00000009")),
        ("read at the end", Of(0x14E, "4000000101800e11", Password, "00000008")),
        ("read more than any read may", Of(0x14E, "4000000101800e11", Password, "10000000")),

        ("evict to a transient handle", Of(0x120, "4000000181010002", Password, "80000000")),
        ("evict to another handle", Of(0x120, "4000000181010002", Password, "81010003")),
        ("evict what is not loaded", Of(0x120, "4000000180000002", Password, "81010003")),
        ("evict by the endorsement", Of(0x120, "4000000b81010002", Password, "81010002")),
        .. Primaries(),
    ];

    // Where the two differ on purpose: the reference's code first, the simulated TPM's second.
    private static readonly (string Name, string Command, uint Reference, uint Simulated)[] Different =
    [
        // Part 3, 5.2 has TPM_RC_BAD_TAG here; the reference gives TPM_RC_VALUE.
        ("unknown tag", Raw(0x8003, 0x181, ""), 0x084, 0x01E),

        // Firmware has closed the platform's hierarchy before an operating system runs; nobody has in a bare swtpm.
        ("primary of the platform", CreatePrimary(SigningTemplate, "4000000c"), 0x000, 0x185),

        // One curve, one hash for names, one cipher; counters alone in NV memory; no sessions; three capabilities.
        ("P-384", CreatePrimary(SigningTemplate.Replace("00030010", "00040010", StringComparison.Ordinal)), 0x000, 0x2E6),
        ("ECDSA with SHA-384", CreatePrimary(SigningTemplate.Replace("0018000b", "0018000c", StringComparison.Ordinal)), 0x000, 0x2C3),
        ("name by SHA-1", CreatePrimary("00230004" + SigningTemplate[8..]), 0x902, 0x2C3),
        ("AES-256", CreatePrimary(StorageTemplate.Replace("00060080", "00060100", StringComparison.Ordinal)), 0x902, 0x2C4),
        ("ordinary index", DefineIndex("01800e12000b0206000200000008"), 0x000, 0x2C2),
        ("list of commands", Of(0x17A, parameters: "00000002" + "00000120" + "00000002"), 0x000, 0x1C4),
        ("policy session", Of(0x176, "4000000740000007", null, "0010" + Zeros(16) + "0000" + "01" + "0010" + "000b"), 0x000, 0x143),
    ];

    [Fact]
    public void Malformed_commands_get_the_references_codes()
    {
        using Swtpm reference = Swtpm.Start();
        using ITpmChannel expected = TpmChannel.Open(reference.Uri);
        SimulatedTpm simulated = new(new SimulationRandom(3), () => 0);
        using ITpmChannel actual = simulated.Connect();
        Send(actual, Of(0x144, parameters: "0000"));
        foreach (ITpmChannel channel in (ITpmChannel[])[expected, actual])
        {
            foreach (string command in (string[])
                [
                    CreatePrimary(AttestationTemplate), Of(0x120, "4000000180000000", Password, "81010002"), Of(0x165, parameters: "80000000"),
                    CreatePrimary(SigningTemplate), Of(0x120, "4000000180000000", Password, "81010004"), Of(0x165, parameters: "80000000"),
                ])
            {
                Assert.Equal(0u, Send(channel, command));
            }
        }

        Assert.Empty(Same
            .Select(probe => (probe.Name, Reference: Send(expected, probe.Command), Simulated: Send(actual, probe.Command)))
            .Where(probe => probe.Reference != probe.Simulated)
            .Select(probe => $"{probe.Name}: reference {probe.Reference:X3}, simulated {probe.Simulated:X3}"));
        Assert.Equal(
            Different.Select(probe => $"{probe.Name}: {probe.Reference:X3} {probe.Simulated:X3}"),
            Different.Select(probe => $"{probe.Name}: {Send(expected, probe.Command):X3} {Send(actual, probe.Command):X3}"));
    }

    private static IEnumerable<(string Name, string Command)> Indices() =>
    [
        ("define by the endorsement", Of(0x12A, "4000000b", Password, "0000" + "000e01800e11000b0606001200000008")),
        ("define nothing", Of(0x12A, "40000001", Password, "0000" + "0000")),
        ("define, size too small", Of(0x12A, "40000001", Password, "0000" + "000d" + "01800e11000b0606001200000008")),
        ("define, size too large", Of(0x12A, "40000001", Password, "0000" + "000f" + "01800e11000b060600120000000800")),
        ("define, authorisation value too long", Of(0x12A, "40000001", Password, "0021" + new string('1', 66) + "000e01800e11000b0606001200000008")),
        ("define at a persistent handle", DefineIndex("81800e11000b0606001200000008")),
        ("define, unknown hash", DefineIndex("01800e1100990606001200000008")),
        ("define, reserved attributes", DefineIndex("01800e11000b0616031200000008")),
        ("define as written", DefineIndex("01800e11000b2606001200000008")),
        ("define as locked", DefineIndex("01800e11000b0606081200000008")),
        ("define a counter of 7 bytes", DefineIndex("01800e11000b0606001200000007")),
        ("define for nobody to read", DefineIndex("01800e11000b0600001200000008")),
        ("define for nobody to write", DefineIndex("01800e11000b0606001000000008")),
        ("define for the platform", DefineIndex("01800e11000b4606001200000008")),
        ("define a counter cleared at each start", DefineIndex("01800e11000b0e06001200000008")),
        ("define for deletion by policy", DefineIndex("01800e11000b0606041200000008")),
        ("define of no kind", DefineIndex("01800e11000b0606003200000008")),
        ("define with half a policy", DefineIndex("01800e11000b06060012000211220008")),
        ("define", DefineIndex("01800e11000b0606001200000008")),
    ];

    private static IEnumerable<(string Name, string Command)> Primaries() =>
    [
        ("primary without authorisation", Of(0x131, "40000001", null, "000400000000")),
        ("primary of no hierarchy", CreatePrimary(SigningTemplate, "40000009")),
        ("primary, no sensitive part", CreatePrimary(SigningTemplate, sensitive: "0000")),
        ("primary, sensitive part's size wrong", CreatePrimary(SigningTemplate, sensitive: "00030000000000")),
        ("primary, authorisation value too long", CreatePrimary(SigningTemplate, sensitive: "00250021" + Zeros(32) + "11" + "0000")),
        ("primary, no template", CreatePrimary("")),
        ("primary of no type", CreatePrimary("0099" + SigningTemplate[4..])),
        ("primary, no hash for its name", CreatePrimary("00230010" + SigningTemplate[8..])),
        ("primary, reserved attributes", CreatePrimary("0023000b80050472" + SigningTemplate[16..])),
        ("primary for nothing", CreatePrimary("0023000b00000472" + SigningTemplate[16..])),
        ("primary, restricted for both", CreatePrimary("0023000b00070472" + SigningTemplate[16..])),
        ("primary for both, with a scheme", CreatePrimary("0023000b00060472" + SigningTemplate[16..])),
        ("primary, key from outside", CreatePrimary("0023000b00050452" + SigningTemplate[16..])),
        ("primary, fixed in one way", CreatePrimary("0023000b00050462" + SigningTemplate[16..])),
        ("primary, fixed in the other way", CreatePrimary("0023000b00050470" + SigningTemplate[16..])),
        ("primary, fixed and to be duplicated", CreatePrimary("0023000b00050c72" + SigningTemplate[16..])),
        ("primary that decrypts, with a scheme", CreatePrimary("0023000b00020472" + SigningTemplate[16..])),
        ("primary with half a policy", CreatePrimary(SigningTemplate[..16] + "00021122" + SigningTemplate[20..])),
        ("primary that signs, with a cipher", CreatePrimary(SigningTemplate[..20] + "000600800043" + SigningTemplate[24..])),
        ("primary, unknown cipher", CreatePrimary(SigningTemplate[..20] + "0099" + SigningTemplate[24..])),
        ("primary, unknown scheme", CreatePrimary(SigningTemplate[..24] + "0099" + SigningTemplate[28..])),
        ("primary, restricted without a scheme", CreatePrimary(AttestationTemplate[..24] + "0010" + AttestationTemplate[32..])),
        ("primary, unknown hash", CreatePrimary(SigningTemplate[..28] + "0099" + SigningTemplate[32..])),
        ("primary, unknown curve", CreatePrimary(SigningTemplate[..32] + "0099" + SigningTemplate[36..])),
        ("primary, unknown key derivation", CreatePrimary(SigningTemplate[..36] + "0099" + SigningTemplate[40..])),
        ("primary, coordinate too long", CreatePrimary(SigningTemplate[..40] + "0081" + Zeros(129) + "0000")),
        ("primary, template and a byte more", CreatePrimary(SigningTemplate + "00")),
        ("primary, outside information too long", CreatePrimary(SigningTemplate, outside: "0043" + Zeros(67))),
        ("primary, PCRs of an unknown bank", CreatePrimary(SigningTemplate, pcrs: "00000001009903010000")),
        ("primary, PCRs cut", CreatePrimary(SigningTemplate, pcrs: "0000")),
        ("storage key with a scheme", CreatePrimary(StorageTemplate[..32] + "0018000b" + StorageTemplate[36..])),
        ("storage key without a cipher", CreatePrimary(StorageTemplate[..20] + "0010" + StorageTemplate[32..])),
        ("storage key, unknown mode", CreatePrimary(StorageTemplate[..28] + "0099" + StorageTemplate[32..])),
        ("storage key, unrestricted", CreatePrimary("0023000b00020472" + StorageTemplate[16..])),
        ("storage key", CreatePrimary(StorageTemplate)),
        ("quote by a storage key", Of(0x158, "80000000", Password, Quoted)),
        ("sign by a storage key", Of(0x15D, "80000000", Password, Digest + "0010" + NoTicket)),
        ("evict into the platform's range", Of(0x120, "4000000180000000", Password, "81800000")),
        ("evict to a handle in use", Of(0x120, "4000000180000000", Password, "81010002")),
        ("flush", Of(0x165, parameters: "80000000")),
        ("primary of no hierarchy at all", CreatePrimary(SigningTemplate, "40000007")),
        ("evict an object of no hierarchy", Of(0x120, "4000000180000000", Password, "81010003")),
        ("primary with a password", CreatePrimary(SigningTemplate, sensitive: "00060002" + "6162" + "0000")),
        ("sign without the password", Of(0x15D, "80000001", Password, Digest + "0010" + NoTicket)),
        ("sign with the password", Of(0x15D, "80000001", "40000009" + "0000" + "01" + "00026162", Digest + "0010" + NoTicket)),
        ("flush", Of(0x165, parameters: "80000001")),
        ("primary whose password does not suffice", CreatePrimary("0023000b00040432" + SigningTemplate[16..])),
        ("sign with it", Of(0x15D, "80000001", Password, Digest + "0010" + NoTicket)),
        ("third primary", CreatePrimary(SigningTemplate)),
        ("a fourth", CreatePrimary(SigningTemplate)),
        ("flush", Of(0x165, parameters: "80000000")),
        ("flush", Of(0x165, parameters: "80000001")),
        ("flush", Of(0x165, parameters: "80000002")),
    ];
}
