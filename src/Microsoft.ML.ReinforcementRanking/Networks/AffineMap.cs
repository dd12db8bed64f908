using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Represents a matrix of weights with an optional bias. It does what TorchSharp's Linear does, which never frees its native module
/// (docs/decisions/0057-freed-modules.md).
/// </summary>
internal sealed class AffineMap : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;

    /// <param name="weight">The matrix, [outputs, inputs].</param>
    /// <param name="bias">The bias, [outputs], or null for none.</param>
    public AffineMap(Parameter weight, Parameter? bias = null)
        : base(nameof(AffineMap))
    {
        (_weight, _bias) = (weight, bias);
        RegisterComponents();
    }

    public Parameter Weight => _weight;

    public bool HasBias => _bias is not null;

    public override Tensor forward(Tensor input) => nn.functional.linear(input, _weight, _bias);
}
