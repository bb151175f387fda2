using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Enviro.NanoSubset;

/// <summary>
/// Reads signatures only for what the device cannot do: each type decodes to the construct it contains, or to null.
/// </summary>
internal sealed class IlSignatures : ISignatureTypeProvider<string?, object?>
{
    public const string Generic = "a generic type or method";
    public const string Rank = "an array of several dimensions";
    public const string Pinned = "a pinned local (fixed)";

    public string? GetArrayType(string? elementType, ArrayShape shape) => Rank;

    public string? GetByReferenceType(string? elementType) => elementType;

    public string? GetFunctionPointerType(MethodSignature<string?> signature) => In(signature);

    public string? GetGenericInstantiation(string? genericType, ImmutableArray<string?> typeArguments) => Generic;

    public string? GetGenericMethodParameter(object? genericContext, int index) => Generic;

    public string? GetGenericTypeParameter(object? genericContext, int index) => Generic;

    public string? GetModifiedType(string? modifier, string? unmodifiedType, bool isRequired) => unmodifiedType;

    public string? GetPinnedType(string? elementType) => Pinned;

    public string? GetPointerType(string? elementType) => elementType;

    public string? GetPrimitiveType(PrimitiveTypeCode typeCode) => null;

    public string? GetSZArrayType(string? elementType) => elementType;

    public string? GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => null;

    public string? GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => null;

    public string? GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    /// <summary>The first construct in a method's signature that the device cannot do.</summary>
    public static string? In(MethodSignature<string?> signature) =>
        signature.GenericParameterCount > 0 ? Generic : signature.ReturnType ?? signature.ParameterTypes.FirstOrDefault(type => type is not null);
}
