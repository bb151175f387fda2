using Enviro.Tpm;

namespace Enviro.Simulator;

// The table of commands: their handles, and which of these have to be authorised (TPM 2.0 Part 3).
public sealed partial class SimulatedTpm
{
    private const uint PlatformHandle = 0x4000000C;
    private const uint NvRange = 0x01;
    private const uint PermanentRange = 0x40;
    private const uint TransientRange = 0x80;
    private const uint PersistentRange = 0x81;

    private static readonly Dictionary<TpmCommandCode, Rule> Rules = new()
    {
        [TpmCommandCode.Startup] = new Rule([], 0, (tpm, call) => tpm.Startup(call)) { TakesSessions = false },
        [TpmCommandCode.Shutdown] = new Rule([], 0, (tpm, call) => tpm.Shutdown(call)),
        [TpmCommandCode.GetCapability] = new Rule([], 0, (tpm, call) => tpm.GetCapability(call)),
        [TpmCommandCode.GetRandom] = new Rule([], 0, (tpm, call) => tpm.GetRandom(call)),
        [TpmCommandCode.ReadClock] = new Rule([], 0, (tpm, call) => tpm.ReadClock(call)),
        [TpmCommandCode.CreatePrimary] = new Rule([HandleKind.Hierarchy], 1, (tpm, call) => tpm.CreatePrimary(call)) { ReturnsHandle = true },
        [TpmCommandCode.ReadPublic] = new Rule([HandleKind.Object], 0, (tpm, call) => tpm.ReadPublic(call)),
        [TpmCommandCode.EvictControl] = new Rule([HandleKind.Provision, HandleKind.Object], 1, (tpm, call) => tpm.EvictControl(call)),
        [TpmCommandCode.FlushContext] = new Rule([], 0, (tpm, call) => tpm.FlushContext(call)) { TakesSessions = false },
        [TpmCommandCode.PcrRead] = new Rule([], 0, (tpm, call) => tpm.PcrRead(call)),
        [TpmCommandCode.PcrExtend] = new Rule([HandleKind.PcrOrNull], 1, (tpm, call) => tpm.PcrExtend(call)),
        [TpmCommandCode.Quote] = new Rule([HandleKind.ObjectOrNull], 1, (tpm, call) => tpm.Quote(call)),
        [TpmCommandCode.Certify] =
            new Rule([HandleKind.Object, HandleKind.ObjectOrNull], 2, (tpm, call) => tpm.Certify(call)) { IsAdministration = true },
        [TpmCommandCode.Sign] = new Rule([HandleKind.Object], 1, (tpm, call) => tpm.Sign(call)),
        [TpmCommandCode.NvDefineSpace] = new Rule([HandleKind.Provision], 1, (tpm, call) => tpm.NvDefineSpace(call)),
        [TpmCommandCode.NvReadPublic] = new Rule([HandleKind.NvIndex], 0, (tpm, call) => tpm.NvReadPublic(call)),
        [TpmCommandCode.NvIncrement] =
            new Rule([HandleKind.NvAuthority, HandleKind.NvIndex], 1, (tpm, call) => tpm.NvIncrement(call)) { IsNvWrite = true },
        [TpmCommandCode.NvRead] = new Rule([HandleKind.NvAuthority, HandleKind.NvIndex], 1, (tpm, call) => tpm.NvRead(call)),
    };

    private enum HandleKind
    {
        /// <summary>TPMI_RH_HIERARCHY+.</summary>
        Hierarchy,

        /// <summary>TPMI_RH_PROVISION.</summary>
        Provision,

        /// <summary>TPMI_DH_OBJECT.</summary>
        Object,

        /// <summary>TPMI_DH_OBJECT+.</summary>
        ObjectOrNull,

        /// <summary>TPMI_RH_NV_INDEX.</summary>
        NvIndex,

        /// <summary>TPMI_RH_NV_AUTH.</summary>
        NvAuthority,

        /// <summary>TPMI_DH_PCR+.</summary>
        PcrOrNull,
    }

    private sealed record Rule(HandleKind[] Handles, int Authorized, Action<SimulatedTpm, Call> Execute)
    {
        public bool TakesSessions { get; init; } = true;

        public bool ReturnsHandle { get; init; }

        /// <summary>The first handle is used in the ADMIN role.</summary>
        public bool IsAdministration { get; init; }

        public bool IsNvWrite { get; init; }
    }
}
