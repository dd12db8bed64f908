using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Shortens gradients to a largest norm (Pascanu, Mikolov and Bengio, 2013, algorithm 1). The norm is that of the gradient of all weights that a step trains,
/// so that the direction of the step stays.
/// </summary>
internal static class GradientLimit
{
    /// <summary>Shortens the gradients of parameters that consist of equal parts. The parts with the same number have a norm of their own.</summary>
    /// <param name="parameters">The parameters. Those that the loss does not depend on have no gradient.</param>
    /// <param name="parts">The number of parts of each parameter, one after another.</param>
    /// <param name="sparse">The matrices of sparse states that are trained together with the parameters, which then have one part.</param>
    /// <param name="maximumNorm">The largest norm, above 0.</param>
    public static void Shorten(IReadOnlyList<Parameter> parameters, int parts, IReadOnlyList<SparseLinear> sparse, double maximumNorm)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor[] gradients = [.. parameters.Select(parameter => parameter.grad).OfType<Tensor>().Where(gradient => gradient.numel() > 0)
            .Select(gradient => gradient.view(parts, -1))];
        var squares = new double[parts];
        foreach (var gradient in gradients)
        {
            foreach (var (part, square) in gradient.Squared().sum(1).cpu().data<float>().ToArray().Index())
                squares[part] += square;
        }
        squares[0] += sparse.Sum(matrix => matrix.SquaredGradient());
        // A norm that is not finite leaves weights that are not, which ends the stage.
        var factors = Array.ConvertAll(squares, square => Math.Sqrt(square) > maximumNorm ? (float)(maximumNorm / Math.Sqrt(square)) : 1f);
        if (factors.All(factor => factor == 1))
            return;
        foreach (var gradient in gradients)
            gradient.mul_(tensor(factors, parts, 1).to(gradient.device));
        foreach (var matrix in sparse)
            matrix.ScaleGradient(factors[0]);
    }
}
