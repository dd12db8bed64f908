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
    private const BindingFlags NotPublic = BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>The constructor that counts a parameter once. It is not public, so a later version of TorchSharp may lack it.</summary>
    private static readonly ConstructorInfo? OfHandle = typeof(Parameter).GetConstructor(NotPublic, [typeof(nint)]);

    /// <summary>The function of libtorch that makes a second handle of the same values, without a tensor that would be counted.</summary>
    private static readonly MethodInfo? SecondHandle = typeof(Tensor).Assembly.GetType("TorchSharp.PInvoke.NativeMethods")
        ?.GetMethod("THSTensor_detach", NotPublic, [typeof(nint)]);

    /// <summary>Turns a tensor into a parameter, which belongs to the scope of the thread. The tensor is empty afterwards.</summary>
    public static Parameter Of(Tensor data)
    {
        if (OfHandle is null || SecondHandle is null)
            return new(data);
        var parameter = (Parameter)OfHandle.Invoke([SecondHandle.Invoke(null, [data.Handle])]);
        parameter.requires_grad = true;
        data.Dispose();
        return parameter;
    }
}
