using System.Reflection;
using Xunit.Sdk;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Runs a theory once for the name of every trainer under contract of the kind of the test class. The given values follow the name.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class TrainersAttribute(params object[] values) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        var kind = testMethod.DeclaringType!.GetCustomAttribute<ContractOfAttribute>()?.Kind;
        return ContractTrainers.All.Where(trainer => kind is null || trainer.Kind == kind)
            .Select<ContractTrainer, object[]>(trainer => [trainer.Name, .. values]);
    }
}

/// <summary>Specifies the kind of trainer that a test class tests. Without this attribute, it tests all kinds.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ContractOfAttribute(ContractKind kind) : Attribute
{
    public ContractKind Kind { get; } = kind;
}
