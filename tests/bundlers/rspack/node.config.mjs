// Its command line has no option for the target.
export default { target: "node" };
