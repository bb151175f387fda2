using System.Buffers.Binary;

namespace Enviro.Ledger.Registers;

/// <summary>An enrolled node: what was enrolled, and what the entries since then say of it. It changes as the state it belongs to does.</summary>
public sealed class NodeRecord
{
    // Of a nonce, 64 bits: enough to know it again, and a node that is asked twice a day for years costs little.
    private readonly HashSet<ulong> _answered = [];

    internal NodeRecord(NodeEnrolment enrolment, Es256Key? key)
    {
        Enrolment = enrolment;
        Key = key;
        Thumbprint = key?.Thumbprint ?? enrolment.SharedKeyThumbprint!;
    }

    /// <summary>The transaction that enrolled it.</summary>
    public NodeEnrolment Enrolment { get; }

    /// <summary>URN of the node (RFC 9039).</summary>
    public string Urn => Enrolment.Urn;

    /// <summary>Where it stands.</summary>
    public string Site => Enrolment.Site;

    /// <summary>When it was enrolled, Unix ms.</summary>
    public long EnrolledAtMs => Enrolment.EnrolledAtMs;

    /// <summary>On what grounds it was enrolled.</summary>
    public EnrolmentBasis Basis => Enrolment.Basis;

    /// <summary>Its key, ready to verify with; null for a node that shares a key with its gateway.</summary>
    public Es256Key? Key { get; }

    /// <summary>Public key X‖Y, 64 bytes; null for a node that shares a key.</summary>
    public byte[]? PublicKey => Key?.PublicKey;

    /// <summary>Thumbprint of its key, public or shared, 32 bytes.</summary>
    public byte[] Thumbprint { get; }

    /// <summary>Assurance level 0, 1 or 2 now: that of its last accepted evidence, or the one it was enrolled with.</summary>
    public uint AssuranceLevel => Attestation?.AssuranceLevel ?? Enrolment.AssuranceLevel;

    /// <summary>Its last accepted evidence, from its enrolment or an attestation; null if there never was any.</summary>
    public AcceptedEvidence? Attestation { get; private set; }

    /// <summary>The transaction that gave it its status; null while it is as it was enrolled, active.</summary>
    public NodeStatusChange? LastStatusChange { get; internal set; }

    /// <summary>Whether its readings are taken.</summary>
    public NodeStatus Status => LastStatusChange?.Status ?? NodeStatus.Active;

    internal bool HasAnswered(uint boot, byte[] nonce) => boot == Attestation?.Boot && _answered.Contains(Short(nonce));

    internal void Attest(AcceptedEvidence evidence)
    {
        // Evidence of an earlier boot is refused anyway, so only the nonces of the present one need be known.
        if (evidence.Boot != Attestation?.Boot)
        {
            _answered.Clear();
        }

        _answered.Add(Short(evidence.Evidence.Nonce));
        Attestation = evidence;
    }

    private static ulong Short(byte[] nonce) => BinaryPrimitives.ReadUInt64LittleEndian(nonce);
}
