// The page that every app of the framework has: this one is about its resource route.
import { Outlet } from "react-router";

export default function Root() {
  return <Outlet />;
}
