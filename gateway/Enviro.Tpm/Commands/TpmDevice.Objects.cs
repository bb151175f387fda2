namespace Enviro.Tpm;

/// <summary>A loaded primary: its handle, public area and Name.</summary>
/// <param name="Handle">The transient handle; flush it when done.</param>
/// <param name="PublicArea">TPMT_PUBLIC as the TPM gave it.</param>
/// <param name="Name">Its Name.</param>
public sealed record TpmPrimary(uint Handle, byte[] PublicArea, byte[] Name);

/// <summary>What TPM2_ReadPublic tells about an object.</summary>
/// <param name="PublicArea">TPMT_PUBLIC as the TPM gave it; of any kind, see <see cref="TpmPublic.TryParse"/>.</param>
/// <param name="Name">Its Name.</param>
/// <param name="QualifiedName">Its Name together with those above it, up to the hierarchy.</param>
public sealed record TpmPublicArea(byte[] PublicArea, byte[] Name, byte[] QualifiedName);

public sealed partial class TpmDevice
{
    private const int MaxName = 2 + 64;
    private const int MaxDigest = 64;
    private const ushort TagCreation = 0x8021;

    /// <summary>
    /// TPM2_CreatePrimary (Part 3, 24.1). The same template in the same hierarchy gives the same key until the TPM is
    /// cleared.
    /// </summary>
    /// <param name="hierarchy">Where, such as <see cref="TpmHandles.Owner"/>.</param>
    /// <param name="template">The template; the key has no authorisation value.</param>
    /// <param name="authorization">That of the hierarchy.</param>
    /// <returns>The loaded key.</returns>
    public TpmPrimary CreatePrimary(uint hierarchy, TpmPublic template, TpmAuthorization authorization)
    {
        ArgumentNullException.ThrowIfNull(template);
        return CreatePrimary(hierarchy, template.Encoded, authorization);
    }

    /// <summary>TPM2_CreatePrimary (Part 3, 24.1) with a template of any kind.</summary>
    /// <param name="hierarchy">Where, such as <see cref="TpmHandles.Owner"/>.</param>
    /// <param name="template">TPMT_PUBLIC, without a size in front; the key has no authorisation value.</param>
    /// <param name="authorization">That of the hierarchy.</param>
    /// <returns>The loaded key.</returns>
    public TpmPrimary CreatePrimary(uint hierarchy, ReadOnlySpan<byte> template, TpmAuthorization authorization)
    {
        ArgumentNullException.ThrowIfNull(authorization);
        TpmWriter parameters = new();
        parameters.UInt16(2 * sizeof(ushort)); // inSensitive: neither authorisation value nor data
        parameters.Sized([]);
        parameters.Sized([]);
        parameters.Sized(template);
        parameters.Sized([]); // outsideInfo
        parameters.UInt32(0); // creationPCR: none
        Response response = Execute(TpmCommandCode.CreatePrimary, [hierarchy], [authorization], parameters.Written, returnsHandle: true);

        TpmReader reader = new(response.Parameters);
        byte[] publicArea = reader.Sized(TpmChannel.MaxMessageSize).ToArray();
        TpmReader.Expect("hierarchy of the creation ticket", hierarchy, SkipCreation(ref reader));
        byte[] name = reader.Sized(MaxName).ToArray();
        reader.End();
        return new TpmPrimary(response.Handle, publicArea, name);
    }

    /// <summary>TPM2_ReadPublic (Part 3, 12.4).</summary>
    /// <param name="handle">A transient or persistent object.</param>
    /// <returns>Its public area and names.</returns>
    public TpmPublicArea ReadPublic(uint handle)
    {
        TpmReader reader = new(Execute(TpmCommandCode.ReadPublic, [handle], [], []).Parameters);
        byte[] publicArea = reader.Sized(TpmChannel.MaxMessageSize).ToArray();
        byte[] name = reader.Sized(MaxName).ToArray();
        byte[] qualifiedName = reader.Sized(MaxName).ToArray();
        reader.End();
        return new TpmPublicArea(publicArea, name, qualifiedName);
    }

    /// <summary>
    /// TPM2_EvictControl (Part 3, 28.5) by the owner: makes a transient object persistent; removes a persistent one, given
    /// twice.
    /// </summary>
    /// <param name="handle">The object, loaded or persistent.</param>
    /// <param name="persistentHandle">0x81000000–0x817FFFFF, the owner's range.</param>
    /// <param name="owner">The owner's authorisation.</param>
    public void EvictControl(uint handle, uint persistentHandle, TpmAuthorization owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        TpmWriter parameters = new();
        parameters.UInt32(persistentHandle);
        Execute(TpmCommandCode.EvictControl, [TpmHandles.Owner, handle], [owner], parameters.Written).ExpectNoParameters();
    }

    /// <summary>TPM2_FlushContext (Part 3, 28.4).</summary>
    /// <param name="handle">A transient object or a session.</param>
    public void FlushContext(uint handle)
    {
        // The handle is a parameter here, not in the handle area.
        TpmWriter parameters = new();
        parameters.UInt32(handle);
        Execute(TpmCommandCode.FlushContext, [], [], parameters.Written).ExpectNoParameters();
    }

    /// <summary>Flushes every transient object; behind a resource manager only this connection's own.</summary>
    public void FlushTransientObjects()
    {
        foreach (uint handle in GetHandles(TpmHandles.TransientFirst))
        {
            FlushContext(handle);
        }
    }

    // Creation data, its hash and its ticket, of no use to us; returns the hierarchy of the ticket.
    private static uint SkipCreation(ref TpmReader reader)
    {
        reader.Sized(TpmChannel.MaxMessageSize);
        reader.Sized(MaxDigest);
        TpmReader.Expect("tag of the creation ticket", TagCreation, reader.UInt16());
        uint hierarchy = reader.UInt32();
        reader.Sized(MaxDigest);
        return hierarchy;
    }
}
