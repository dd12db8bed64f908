using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Provides arithmetic whose scalars live until the native call has read them. TorchSharp's own operators create a scalar, pass its address to libtorch and
/// do not keep it alive, so that a garbage collection on another thread can free it during the call. Sums of two tensors and squares do the same with the
/// scalars 1 and 2. A test forbids those operators everywhere else (docs/decisions/0010-kept-scalars.md).
/// </summary>
internal static class TensorArithmetic
{
    private static readonly Scalar Zero = 0L;
    private static readonly Scalar One = 1L;
    private static readonly Scalar Two = 2L;

    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, One);

    public static Tensor Plus(this Tensor tensor, double addend)
    {
        using Scalar scalar = addend;
        return tensor.add(scalar, One);
    }

    public static Tensor Minus(this Tensor tensor, double subtrahend)
    {
        using Scalar scalar = subtrahend;
        return tensor.sub(scalar);
    }

    public static Tensor SubtractedFrom(this Tensor tensor, double minuend)
    {
        using Scalar scalar = minuend;
        return tensor.negative().add(scalar, One);
    }

    public static Tensor Times(this Tensor tensor, double factor)
    {
        using Scalar scalar = factor;
        return tensor.mul(scalar);
    }

    public static Tensor Over(this Tensor tensor, double divisor)
    {
        using Scalar scalar = divisor;
        return tensor.div(scalar);
    }

    /// <summary>Divides in place, and returns the tensor.</summary>
    public static Tensor DivideBy(this Tensor tensor, double divisor)
    {
        using Scalar scalar = divisor;
        return tensor.div_(scalar);
    }

    public static Tensor Squared(this Tensor tensor) => tensor.pow(Two);

    /// <summary>Replaces values below the minimum by the minimum.</summary>
    public static Tensor AtLeast(this Tensor tensor, double minimum)
    {
        using Scalar scalar = minimum;
        return tensor.clamp(scalar, null);
    }

    /// <summary>Replaces values above the maximum by the maximum.</summary>
    public static Tensor AtMost(this Tensor tensor, double maximum)
    {
        using Scalar scalar = maximum;
        return tensor.clamp(null, scalar);
    }

    public static Tensor Between(this Tensor tensor, double minimum, double maximum)
    {
        using Scalar low = minimum;
        using Scalar high = maximum;
        return tensor.clamp(low, high);
    }

    /// <summary>Returns a copy with <paramref name="value"/> where the mask is set.</summary>
    public static Tensor Masked(this Tensor tensor, Tensor mask, double value)
    {
        using Scalar scalar = value;
        return tensor.masked_fill(mask, scalar);
    }

    /// <summary>Returns a tensor of the same shape, type and device with one value everywhere.</summary>
    public static Tensor FilledWith(this Tensor tensor, double value)
    {
        using Scalar scalar = value;
        return full_like(tensor, scalar);
    }

    /// <summary>Adds row i of the addends to row index[i].</summary>
    public static Tensor PlusRows(this Tensor tensor, Tensor index, Tensor addends) => tensor.index_add(0, index, addends, One);

    /// <summary>Sets a matrix to the product of two others, in place.</summary>
    public static Tensor SetToProduct(this Tensor tensor, Tensor left, Tensor right) => tensor.addmm_(left, right, beta: 0, alpha: 1);

    /// <summary>Adds the product of two matrices to a matrix, in place.</summary>
    public static Tensor AddProduct(this Tensor tensor, Tensor left, Tensor right) => tensor.addmm_(left, right, beta: 1, alpha: 1);

    public static Tensor Sum(this IEnumerable<Tensor> tensors) => tensors.Aggregate(Plus);

    /// <summary>Returns 0, 1, 2, …: [count], as 64-bit integers.</summary>
    public static Tensor Indices(long count, Device device)
    {
        using Scalar end = count;
        return arange(Zero, end, One, device: device);
    }

    /// <summary>
    /// Returns log σ(x) = −log(1 + exp(−x)). Its value at −x is −log(1 + exp(x)). TorchSharp's softplus creates scalars, and this function does not.
    /// </summary>
    public static Tensor NegativeSoftplus(this Tensor tensor) => nn.functional.logsigmoid(-tensor);
}
