namespace System.Runtime.CompilerServices;

/// <summary>Makes the runtime skip access checks toward one assembly; see docs/decisions/0001-friend-seam.md.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
