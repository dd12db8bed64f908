using System.Reflection;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Creates the parameters of modules. The public constructor of TorchSharp takes the handle of a tensor and never counts that tensor out, so that
/// <see cref="Tensor.TotalCount"/>, by which applications look for leaks, would rise with each fit (docs/decisions/0050-counted-parameters.md).
/// </summary>
internal static class Parameters
{
    /// <summary>The constructor that counts a parameter once. It is not public, so a later version of TorchSharp may lack it.</summary>
    private static readonly ConstructorInfo? OfHandle = typeof(Parameter).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, [typeof(nint)]);

    /// <summary>Turns a tensor into a parameter, which belongs to the scope of the thread. The tensor is empty afterwards.</summary>
    public static Parameter Of(Tensor data)
    {
        if (OfHandle is null)
            return new(data);
        data.requires_grad = true;
        return (Parameter)OfHandle.Invoke([data.DetachFromDisposeScope().DecoupleFromNativeHandle()]);
    }
}
